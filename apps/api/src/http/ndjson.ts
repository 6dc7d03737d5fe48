/** Media type of JSON values, one a line. */
export const NDJSON = 'application/x-ndjson';
