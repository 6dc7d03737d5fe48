import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const content = {
  arrays: {
    'a.kernel': { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, 6) },
    'a.bias': { shape: [1], data: Float32Array.of(7) },
  },
  metadata: { state: '{"ä": 1}' },
};

describe('safetensors', () => {
  it('reads what it wrote', () => {
    expect(decodeSafetensors(encodeSafetensors(content), 'x')).toEqual(content);
  });

  it('follows the format: header length, JSON, arrays without gaps', () => {
    const bytes = encodeSafetensors(content);
    const headerEnd = 8 + Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString('utf8', 8, headerEnd)) as Record<string, unknown>;
    expect(header['a.bias']).toEqual({ dtype: 'F32', shape: [1], data_offsets: [24, 28] });
    expect(headerEnd % 8).toBe(0);
    expect(bytes.length).toBe(headerEnd + 28);
    expect(bytes.readFloatLE(headerEnd + 24)).toBe(7);
  });

  it('reads every type that weights are published in, and a file without metadata', () => {
    const arrays: readonly (readonly [string, { readonly buffer: ArrayBufferLike }])[] = [
      ['F64', Float64Array.of(0.1, -3)],
      ['F32', Float32Array.of(0.1, -3)],
      ['F16', Float16Array.of(0.1, -3)],
      ['BF16', Uint16Array.of(0x3dcd, 0xc040)],
      ['I64', BigInt64Array.of(10n, -3n)],
      ['I32', Int32Array.of(10, -3)],
    ];
    const header: Record<string, unknown> = {};
    const data = arrays.map(([dtype, { buffer }]) => ({ dtype, bytes: Buffer.from(buffer) }));
    let at = 0;
    for (const { dtype, bytes } of data) {
      header[dtype] = { dtype, shape: [2], data_offsets: [at, (at += bytes.length)] };
    }
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const file = Buffer.concat([length, text, ...data.map(({ bytes }) => bytes)]);
    const read = decodeSafetensors(file, 'x');
    const found = Object.fromEntries(
      Object.entries(read.arrays).map(([name, array]) => [name, [...array.data]]),
    );
    expect(found).toEqual({
      F64: [Math.fround(0.1), -3],
      F32: [Math.fround(0.1), -3],
      F16: [0.0999755859375, -3],
      BF16: [0.10009765625, -3],
      I64: [10, -3],
      I32: [10, -3],
    });
    expect(read.metadata).toEqual({});
    const refusal = { code: 'MODEL_INVALID', remedy: 'Download it again.' } as const;
    expect(() => decodeSafetensors(file.subarray(0, -1), 'x', refusal)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
  });

  it('refuses every truncation', () => {
    const bytes = encodeSafetensors(content);
    for (const length of [0, 4, 8, 60, bytes.length - 1])
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'x')).toThrow(
        expect.objectContaining({ name: 'SejeError' }),
      );
  });
});
