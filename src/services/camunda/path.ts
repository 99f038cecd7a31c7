/** Where the paths of Camunda's interface begin. */
export const camundaPath = "/engine-rest";
