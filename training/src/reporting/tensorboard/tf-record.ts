import crc32c from 'crc-32/crc32c.js';

const LENGTH_BYTES = 8;
const CRC_BYTES = 4;
/** Added by TensorFlow to a rotated checksum, so that one over data that holds checksums stays a good one. */
const MASK_DELTA = 0xa282ead8;

/**
 * One record of TensorFlow's TFRecord format: length (uint64), its checksum, the data, its checksum, all
 * little-endian (tensorflow/core/lib/io/record_writer.h).
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(LENGTH_BYTES + CRC_BYTES + data.length + CRC_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(LENGTH_BYTES, maskedCrc32c(record.subarray(0, LENGTH_BYTES)), true);
  record.set(data, LENGTH_BYTES + CRC_BYTES);
  view.setUint32(record.length - CRC_BYTES, maskedCrc32c(data), true);
  return record;
}

/** CRC-32C (Castagnoli), rotated right by 15 bits, plus a constant. */
export function maskedCrc32c(data: Uint8Array): number {
  const crc = crc32c.buf(data) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
