/** What the paths of iSpring Learn begin with. They may be at the root, so it answers for no more than what is below these. */
const beginnings = ["/user", "/group", "/organization"];

/** Where the paths of iSpring Learn begin when its base path is this one. */
export const listIspringPaths = (basePath: string): readonly string[] =>
  beginnings.map((beginning) => `${ispringPrefix(basePath)}${beginning}`);

/** What stands in front of its paths: nothing when they are at the root. */
export const ispringPrefix = (basePath: string): string => (basePath === "/" ? "" : basePath);
