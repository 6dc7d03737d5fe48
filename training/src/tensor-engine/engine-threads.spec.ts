import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { engineThreads } from './engine-threads.js';

describe('engineThreads', () => {
  it('is SEJE_THREADS, else every core that the process may use', () => {
    expect(engineThreads({ SEJE_THREADS: '3' })).toBe(3);
    expect(engineThreads({})).toBe(availableParallelism());
    expect(engineThreads({ SEJE_THREADS: '' })).toBe(availableParallelism());
  });

  it.for(['0', '-1', '1.5', 'two', '99999'])('refuses %s', (given) => {
    expect(() => engineThreads({ SEJE_THREADS: given })).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
  });
});
