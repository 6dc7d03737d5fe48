import { canonicalJson, sha256 } from '@seje/core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { randomVectors } from '../vector-index.contract.js';
import {
  type BuildOptions,
  type GenerationContent,
  type GenerationManifest,
  buildGeneration,
} from './index.js';

/** A small generation for tests. */
export const DIMENSION = 24;
export const settings = { m: 8, efConstruction: 80, efSearch: 80, minimumRecall: 0.9 };
export const options: BuildOptions = { settings, seed: 1 };
export const bundle = { bundleFingerprint: 'b'.repeat(64), dimension: DIMENSION };
export const content: GenerationContent = {
  ...bundle,
  recipes: randomVectors(500, DIMENSION, { prefix: 'recipe-' }),
  images: randomVectors(700, DIMENSION, { prefix: 'image-' }),
};

export const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

/** Folders for tests under one temporary folder. */
export class Workplace {
  private constructor(private readonly folder: string) {}

  static async open(): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), 'seje-generation-')));
  }

  /** A new, empty root. */
  root(): Promise<string> {
    return mkdtemp(join(this.folder, 'root-'));
  }

  /** The directory of a generation of `content`. */
  async wholeGeneration(): Promise<string> {
    await buildGeneration(this.folder, content, { ...options, name: 'whole' });
    return join(this.folder, 'whole');
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

/** Writes a manifest with a right checksum, however wrong its content is. */
export async function forgeManifest(directory: string, manifest: GenerationManifest): Promise<void> {
  const sealed = { ...manifest, sha256: sha256(canonicalJson(manifest)) };
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(sealed));
}
