import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { despiteDeaths } from './despite-deaths.js';

/** Fails with these codes, one a call, then succeeds. */
const failing = (...codes: ('BUILDER_DOWN' | 'DISK_FULL')[]) => {
  const left = [...codes];
  return async (): Promise<string> => {
    const code = left.shift();
    if (code !== undefined) throw new SejeError(code, { message: 'no' });
    return `built after ${codes.length}`;
  };
};

describe('despiteDeaths', () => {
  it('works again where a process died, and tells of each', async () => {
    const deaths: string[] = [];
    const built = despiteDeaths('BUILDER_DOWN', failing('BUILDER_DOWN', 'BUILDER_DOWN'), ({ code }) =>
      deaths.push(code),
    );
    expect(await built).toBe('built after 2');
    expect(deaths).toEqual(['BUILDER_DOWN', 'BUILDER_DOWN']);
  });

  it('gives up when they go on dying, and at once where another would fail too', async () => {
    const dying = failing(...Array<'BUILDER_DOWN'>(9).fill('BUILDER_DOWN'));
    await expect(despiteDeaths('BUILDER_DOWN', dying, () => undefined)).rejects.toMatchObject({
      code: 'BUILDER_DOWN',
    });
    const full = despiteDeaths('BUILDER_DOWN', failing('DISK_FULL'), () => undefined);
    await expect(full).rejects.toMatchObject({ code: 'DISK_FULL' });
  });
});
