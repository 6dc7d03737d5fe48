import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireFreeSpace } from './free-space.js';

describe('requireFreeSpace', () => {
  it('lets work begin that fits, in a folder that is not there yet', async () => {
    await expect(requireFreeSpace(join(tmpdir(), 'not', 'yet'), 1, 'a test')).resolves.toBeUndefined();
  });

  it('refuses what does not fit, naming the work and both sizes', async () => {
    const refused = requireFreeSpace(tmpdir(), 2 ** 60, 'a backup');
    await expect(refused).rejects.toThrow(expect.objectContaining({ code: 'DISK_FULL' }) as Error);
    await expect(refused).rejects.toThrow(/no room for a backup.*1099511627776 MiB free; found \d+ MiB/);
  });
});
