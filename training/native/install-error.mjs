/** A failure that a user can do something about; its message says what. */
export class InstallError extends Error {}
