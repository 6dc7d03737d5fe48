/**
 * Bytes of photos by their content: the same bytes are kept once, whoever puts them. Where they are kept
 * somewhere else, every method may throw PHOTO_STORE_FAILED.
 */
export interface PhotoStore {
  /**
   * Keeps the bytes. Once it has returned, they survive the process and the power.
   * @returns lower-case hex SHA-256, their name
   * @throws SejeError DISK_WRITE_FAILED
   */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws SejeError CHECKSUM_MISMATCH where they are no longer what was put, FILE_DAMAGED */
  get(content: string): Promise<Uint8Array | undefined>;
  has(content: string): Promise<boolean>;
  /**
   * Where it is not there, or was put again at `putBefore` or later, nothing happens.
   * @returns whether it was deleted
   */
  delete(content: string, putBefore?: Date): Promise<boolean>;
  /** All contents put before `time`, in no order. A `put` of bytes that are there counts as new. */
  putBefore(time: Date): AsyncIterable<string>;
}
