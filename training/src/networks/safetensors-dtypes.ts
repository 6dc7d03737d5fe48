/** How the numbers of one type become float32. */
export interface SafetensorsDtype {
  /** Bytes of one number. */
  readonly bytes: number;
  /** @param buffer exactly the array's bytes */
  readonly floats: (buffer: ArrayBuffer) => Float32Array;
}

/** A BF16 number is the upper half of a float32. */
const BF16_SHIFT = 16;

/**
 * The types that are read, by their names in the format. All become float32, which holds whole numbers up to
 * 2^24; of larger ones and of F64 it keeps the first seven digits.
 */
export const SAFETENSORS_DTYPES = {
  F64: { bytes: 8, floats: (buffer) => Float32Array.from(new Float64Array(buffer)) },
  F32: { bytes: 4, floats: (buffer) => new Float32Array(buffer) },
  F16: { bytes: 2, floats: (buffer) => Float32Array.from(new Float16Array(buffer)) },
  BF16: {
    bytes: 2,
    floats: (buffer) =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << BF16_SHIFT).buffer),
  },
  I64: { bytes: 8, floats: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number) },
  I32: { bytes: 4, floats: (buffer) => Float32Array.from(new Int32Array(buffer)) },
} as const satisfies Readonly<Record<string, SafetensorsDtype>>;

export const SAFETENSORS_DTYPE_NAMES = Object.keys(SAFETENSORS_DTYPES) as (keyof typeof SAFETENSORS_DTYPES)[];
