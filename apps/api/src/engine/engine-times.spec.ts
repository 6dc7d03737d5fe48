import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { timedEncoding } from './engine-times.js';

const vector = Float32Array.of(1, 0);

describe('timedEncoding', () => {
  it('tells decoding from encoding, retries included', async () => {
    const [encoded] = await timedEncoding(1, async (onDecoded) => {
      onDecoded(0.25);
      onDecoded(0.5);
      await new Promise((wait) => setTimeout(wait, 5));
      return [vector];
    });
    expect(encoded).toMatchObject({ vector, times: { decodeMs: 0.75, batch: 1 } });
    expect((encoded as { times: { encodeMs: number } }).times.encodeMs).toBeGreaterThan(0);
  });

  it('measures no decoding where there is none, and passes refusals on', async () => {
    const refusal = new SejeError('RECIPE_EMPTY', { message: 'No text' });
    const [encoded, refused] = await timedEncoding(2, async () => [vector, refusal]);
    expect(Object.keys((encoded as { times: object }).times)).toEqual(['encodeMs', 'batch']);
    expect(refused).toBe(refusal);
  });
});
