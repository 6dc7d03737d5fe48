import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError } from '@seje/core';
import {
  type GenerationManifest,
  activateGeneration,
  currentGeneration,
  mendPointer,
  readGenerationManifest,
  removeSuperseded,
} from '@seje/retrieval';
import type { BundleStore, HeldBundle } from './bundle-store.js';

/** A bundle and an index that was built with it: what one engine answers with. */
export interface Pair {
  readonly bundle: HeldBundle;
  /** Absent: there is no index for this bundle yet. */
  readonly generation?: { readonly name: string; readonly folder: string };
}

export interface PairDescription {
  readonly current?: GenerationManifest;
  readonly previous?: GenerationManifest;
}

/**
 * Which pair answers and which one answered before. A generation names its bundle, so that the one
 * durable pointer to the generation moves both.
 */
export class PairStore {
  constructor(
    private readonly generations: string,
    private readonly bundles: BundleStore,
  ) {}

  /**
   * Pairs to answer with, the best first: the current one, and the one before it should that be damaged.
   * Only generations of a catalogue count, since their sequence number says what they lack; one that a
   * training built from a data set is none.
   * A pointer that is damaged is mended.
   * @param latestSequence of the catalogue's feed: a generation that goes further is of another catalogue
   * @param damaged told of each that cannot be used
   */
  async usable(
    latestSequence: number,
    damaged: (name: string, error: unknown) => void,
  ): Promise<Required<Pair>[]> {
    const pointer = await currentGeneration(this.generations).catch((error: unknown) => {
      damaged('current.json', error);
      return mendPointer(this.generations);
    });
    const pairs: Required<Pair>[] = [];
    for (const name of [pointer?.name, pointer?.previous]) {
      if (name === undefined) continue;
      try {
        const manifest = await this.manifestOf(name);
        const { catalogueSequence: sequence } = manifest;
        if (sequence === undefined) continue;
        if (sequence > latestSequence) throw ofAnotherCatalogue(name, { sequence, latestSequence });
        pairs.push(await this.pairWith(name, manifest));
      } catch (error) {
        damaged(name, error);
      }
    }
    return pairs;
  }

  /** @throws SejeError BUNDLE_INVALID (not held), and as its manifest's reader */
  async pairOf(name: string): Promise<Required<Pair>> {
    return this.pairWith(name, await this.manifestOf(name));
  }

  /** @throws SejeError NOT_FOUND where there is none to go back to, and as `pairOf` */
  async previous(): Promise<Required<Pair>> {
    const name = (await currentGeneration(this.generations))?.previous;
    if (name !== undefined) {
      const manifest = await this.manifestOf(name);
      if (manifest.catalogueSequence !== undefined) return this.pairWith(name, manifest);
    }
    throw new SejeError('NOT_FOUND', {
      message: 'There is no pair of bundle and index before this one',
      remedy: 'Only a reindex makes one; name the bundle you want in POST /v1/admin/reindex.',
    });
  }

  private manifestOf(name: string): Promise<GenerationManifest> {
    return readGenerationManifest(join(this.generations, name));
  }

  private async pairWith(name: string, { bundleFingerprint }: GenerationManifest): Promise<Required<Pair>> {
    if (!(await this.bundles.holds(bundleFingerprint))) {
      throw new SejeError('BUNDLE_INVALID', {
        message: `The bundle of generation ${name} is not here any more`,
        expected: bundleFingerprint,
        remedy: 'Build the index again with a bundle that is there.',
      });
    }
    return {
      bundle: { fingerprint: bundleFingerprint, folder: this.bundles.folderOf(bundleFingerprint) },
      generation: { name, folder: join(this.generations, name) },
    };
  }

  /** From now on, and after a restart, this generation and its bundle answer; the pair before is kept. */
  async activate(name: string): Promise<void> {
    await mkdir(this.generations, { recursive: true });
    await activateGeneration(this.generations, name);
  }

  /** Removes a generation that was refused. */
  async discard(name: string): Promise<void> {
    await rm(join(this.generations, name), { recursive: true, force: true });
  }

  /** Manifests of the two generations, as far as they can be read. */
  async describe(): Promise<PairDescription> {
    const pointer = await currentGeneration(this.generations);
    const read = async (name: string | undefined): Promise<GenerationManifest | undefined> =>
      name === undefined ? undefined : this.manifestOf(name).catch(() => undefined);
    const [current, previous] = [await read(pointer?.name), await read(pointer?.previous)];
    return { ...(current && { current }), ...(previous && { previous }) };
  }

  /**
   * Frees the disk of generations and bundles that neither answer nor may be rolled back to.
   * @param also fingerprints of bundles kept too
   */
  async removeSuperseded(also: readonly string[] = []): Promise<void> {
    await removeSuperseded(this.generations);
    const { current, previous } = await this.describe();
    const used = [current, previous].flatMap((manifest) => manifest?.bundleFingerprint ?? []);
    await this.bundles.keepOnly([...used, ...also]);
  }
}

/** Changes that this catalogue makes would not reach it until its feed had come as far. */
function ofAnotherCatalogue(
  name: string,
  { sequence, latestSequence }: { readonly sequence: number; readonly latestSequence: number },
): SejeError {
  return new SejeError('GENERATION_MISMATCH', {
    message: `Generation ${name} was built from another catalogue`,
    expected: `one up to change ${latestSequence} or before`,
    found: `up to change ${sequence}`,
    remedy: 'Nothing is to be done: the index is built anew.',
  });
}
