/** Where the paths of Adobe's interface begin. */
export const adobePath = "/v2/usermanagement";

/** Where the status is, besides the place among those paths. */
export const adobeStatusPath = "/status";
