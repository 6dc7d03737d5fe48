import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WriterLock } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { onceUnlocked } from './once-unlocked.js';

describe('onceUnlocked', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lock-')), 'lock');
  const open = (): WriterLock => WriterLock.acquire(path);

  it('waits until the other has let go, but not for ever', async () => {
    const held = open();
    await expect(onceUnlocked(open, 1)).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    const waiting = onceUnlocked(open, 30_000);
    held.release();
    (await waiting).release();
  });

  it('passes on every other failure at once', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    await expect(onceUnlocked(broken, 30_000)).rejects.toThrow('broken');
  });
});
