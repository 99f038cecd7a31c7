/** What is said wherever a user cannot be found. */
export const userGone =
  "There is no user with this id in the organization of the call. Check the id and the x-zitadel-orgid header.";
