import { describe, expect, it } from 'vitest';
import { diverged, namedMemory } from './dish-failures.js';
import { isTaken } from './dish-network.js';

const place = { during: 'Batch 3 of epoch 2', paths: ['images/soup/1.jpg', 'images/pie/2.jpg'] };

describe('a step of fine-tuning a categoriser', () => {
  it('is not taken where the loss or a gradient is no number', () => {
    expect(isTaken({ loss: 1, gradientNorm: 2 })).toBe(true);
    expect(isTaken({ loss: NaN, gradientNorm: 2 })).toBe(false);
    expect(isTaken({ loss: 1, gradientNorm: Infinity })).toBe(false);
  });

  it('that diverged names batch, epoch and photos', () => {
    const error = diverged(place, { loss: 1, gradientNorm: NaN });
    expect(error).toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(error.message).toMatch(/Batch 3 of epoch 2.*NaN.*images\/soup\/1\.jpg.*--learning-rate/);
  });

  it('for which memory does not suffice is named with what to try; other errors stay what they are', () => {
    const fail = (message: string) => () =>
      namedMemory(place, () => {
        throw new Error(message);
      });
    expect(fail('OOM when allocating tensor with shape[16,56,56,256]')).toThrow(
      expect.objectContaining({ code: 'OUT_OF_MEMORY', message: expect.stringMatching(/--micro-batch/) }),
    );
    expect(fail('Shapes do not match')).toThrow('Shapes do not match');
    expect(namedMemory(place, () => 5)).toBe(5);
  });
});
