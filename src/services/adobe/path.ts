/** Where the paths of Adobe's interface begin. */
export const adobePath = "/v2/usermanagement";
