import { type ErrorCode, SejeError, parseJson } from '@seje/core';
import { z } from 'zod';
import type { NamedWeight, NamedWeights } from './named-weights.js';
import { SAFETENSORS_DTYPES, SAFETENSORS_DTYPE_NAMES } from './safetensors-dtypes.js';

/*
 * The safetensors format (huggingface/safetensors): 8 bytes little-endian header length, a JSON header
 * {name: {dtype, shape, data_offsets}, __metadata__: {string: string}}, then the arrays. Chosen so that any
 * machine-learning tool opens a checkpoint.
 */
const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const FLOAT_BYTES = 4;

const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).default({}) }).catchall(
  z.strictObject({
    dtype: z.enum(SAFETENSORS_DTYPE_NAMES),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  }),
);

export interface SafetensorsContent {
  readonly arrays: NamedWeights;
  readonly metadata: Readonly<Record<string, string>>;
}

export function encodeSafetensors({ arrays, metadata }: SafetensorsContent): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const start = end;
    end += data.length * FLOAT_BYTES;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const out = Buffer.alloc(LENGTH_BYTES + headerBytes + end, ' ');
  out.writeBigUInt64LE(BigInt(headerBytes));
  text.copy(out, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const { data } of Object.values(arrays)) {
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(out, at);
    at += data.byteLength;
  }
  return out;
}

/** What is said of a file that cannot be read. */
export interface SafetensorsRefusal {
  readonly code: ErrorCode;
  readonly remedy: string;
}

const OF_A_CHECKPOINT: SafetensorsRefusal = {
  code: 'CHECKPOINT_INVALID',
  remedy: 'Start the run again without --resume.',
};

/**
 * Reads every array as float32, whatever of `SAFETENSORS_DTYPES` it is stored as.
 * @param where the file, for messages
 * @throws SejeError the refusal's code, JSON_INVALID
 */
export function decodeSafetensors(
  content: Buffer,
  where: string,
  { code, remedy }: SafetensorsRefusal = OF_A_CHECKPOINT,
): SafetensorsContent {
  const refusal = (found: string): SejeError =>
    new SejeError(code, { message: `${where} is not a whole safetensors file`, found, remedy });
  if (content.length < LENGTH_BYTES) throw refusal(`${content.length} bytes`);
  const dataStart = LENGTH_BYTES + Number(content.readBigUInt64LE());
  if (dataStart > content.length)
    throw refusal(`a header that ends at ${dataStart} of ${content.length} bytes`);
  const header = parseJson(headerSchema, content.toString('utf8', LENGTH_BYTES, dataStart), {
    where: `the header of ${where}`,
    code,
    remedy,
  });
  const { __metadata__: metadata, ...entries } = header;
  const arrays: Record<string, NamedWeight> = {};
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [start, end],
    },
  ] of Object.entries(entries)) {
    const size = shape.reduce((product, length) => product * length, 1);
    const { bytes, floats } = SAFETENSORS_DTYPES[dtype];
    if (end - start !== size * bytes || dataStart + end > content.length)
      throw refusal(`array ${name} of shape [${shape.join(', ')}] at ${start} to ${end}`);
    // a copy: an array need not lie at a multiple of its numbers' size
    const own = Uint8Array.from(content.subarray(dataStart + start, dataStart + end));
    arrays[name] = { shape, data: floats(own.buffer) };
  }
  return { arrays, metadata };
}
