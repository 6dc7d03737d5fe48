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

  it('refuses every truncation', () => {
    const bytes = encodeSafetensors(content);
    for (const length of [0, 4, 8, 60, bytes.length - 1])
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'x')).toThrow(
        expect.objectContaining({ name: 'SejeError' }),
      );
  });
});
