import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle } from '@seje/artifacts';
import { SejeError, fsyncTree, isThere, publishDirectory } from '@seje/core';

/** A bundle as the service holds it. */
export interface HeldBundle {
  readonly fingerprint: string;
  readonly folder: string;
}

/** Hexadecimal digits of a fingerprint that name its folder. */
const NAME_LENGTH = 16;
/** Start of the name of a copy that is not whole yet. */
const ASIDE = '.copying-';

/**
 * Copies of the bundles that the service answers with or may roll back to, by fingerprint. What an operator
 * does to the folder a bundle came from never reaches a service that uses it.
 */
export class BundleStore {
  /** @param root made where it is missing */
  constructor(private readonly root: string) {}

  /**
   * Checks a bundle and keeps a copy; one that is held whole is not copied again, a damaged one is mended.
   * @param folder where a training wrote it
   * @throws SejeError BUNDLE_INVALID, and what copying throws
   */
  async take(folder: string): Promise<HeldBundle> {
    const { directory, fingerprint } = await openBundle(folder);
    const held = this.folderOf(fingerprint);
    if (!(await isWhole(held, fingerprint))) {
      const aside = join(this.root, `${ASIDE}${fingerprint.slice(0, NAME_LENGTH)}`);
      await mkdir(this.root, { recursive: true });
      await rm(aside, { recursive: true, force: true });
      await cp(directory, aside, { recursive: true });
      await fsyncTree(aside);
      await rm(held, { recursive: true, force: true });
      await publishDirectory(aside, held);
    }
    return { fingerprint, folder: held };
  }

  /** Where the bundle of this fingerprint lies, if it is held. */
  folderOf(fingerprint: string): string {
    return join(this.root, fingerprint.slice(0, NAME_LENGTH));
  }

  holds(fingerprint: string): Promise<boolean> {
    return isThere(this.folderOf(fingerprint));
  }

  /** Frees the disk of all others. */
  async keepOnly(fingerprints: readonly string[]): Promise<void> {
    const kept = new Set(fingerprints.map((fingerprint) => fingerprint.slice(0, NAME_LENGTH)));
    if (!(await isThere(this.root))) return;
    for (const name of await readdir(this.root)) {
      if (!kept.has(name)) await rm(join(this.root, name), { recursive: true, force: true });
    }
  }
}

async function isWhole(folder: string, fingerprint: string): Promise<boolean> {
  if (!(await isThere(folder))) return false;
  try {
    return (await openBundle(folder)).fingerprint === fingerprint;
  } catch (error) {
    if (error instanceof SejeError) return false;
    throw error;
  }
}
