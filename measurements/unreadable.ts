/** A file of measurements that is missing or cannot be read. The message names the file and says why. */
export class UnreadableMeasurements extends Error {}
