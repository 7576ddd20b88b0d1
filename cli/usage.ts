/** Arguments that cannot be used. The message says what to do; the command line ends with status 2. */
export class UsageError extends Error {}
