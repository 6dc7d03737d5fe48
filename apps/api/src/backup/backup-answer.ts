/** Media type of a backup. */
export const TAR = 'application/x-tar';
/** Header with an estimate of a backup's size from above, so that its taker can ask for space. */
export const BYTES_AT_MOST = 'x-bytes-at-most';
