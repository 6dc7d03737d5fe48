/** Rows in a shard: 64 MiB at a width of 1024. */
export const ROWS_PER_SHARD = 32_768;

/** File of a shard: rows of float16, little-endian, row-major; all shards but the last have the same number. */
export function shardFile(shard: number): string {
  return `sentences-${String(shard).padStart(6, '0')}.f16`;
}

/** The files of so many rows. */
export function shardFiles(rows: number, rowsPerShard: number): string[] {
  return Array.from({ length: Math.ceil(rows / rowsPerShard) }, (_, shard) => shardFile(shard));
}
