import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

const run = promisify(execFile);
const FILLER = 'filler';

/** A file system of its own, of a fixed size, that a test may fill and make read-only. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Over a folder, which is made. Skips the test where the system lets nobody mount. */
  static async mount(folder: string, mib: number, ctx: TestContext): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder]);
    } catch {
      ctx.skip('mounting a file system needs root on Linux');
    }
    return new SmallDisk(folder);
  }

  /** Leaves so many bytes. */
  async fill(left: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(join(this.folder, FILLER), Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, FILLER), { force: true });
  }

  /** Fails while a file is open for writing. */
  async readOnly(): Promise<void> {
    await run('mount', ['-o', 'remount,ro', this.folder]);
  }

  async writable(): Promise<void> {
    await run('mount', ['-o', 'remount,rw', this.folder]);
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }
}
