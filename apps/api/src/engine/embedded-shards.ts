import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ERROR_CODES,
  matrixBytes,
  matrixFromRows,
  matrixOf,
  rowOf,
  sha256,
  writeFileDurably,
} from '@seje/core';
import type { EmbeddedCatalogue } from '@seje/encoders';
import type { CataloguePair } from '@seje/retrieval';
import { z } from 'zod';

/** What a shard belongs to: shards of anything else are of no use. */
export interface ShardedBuild {
  readonly bundleFingerprint: string;
  /** E, width of the vectors. */
  readonly dimension: number;
  readonly catalogueSequence: number;
}

/** One page of the catalogue, embedded. */
export interface Shard extends EmbeddedCatalogue {
  /** All recipes of the page, embedded or not, and all of its photos. */
  readonly catalogue: { readonly recipes: readonly string[]; readonly pairs: readonly CataloguePair[] };
  /** Where the page after it starts; absent on the last one. */
  readonly next?: string | undefined;
}

const ids = z.array(z.string());
const headerSchema = z.strictObject({
  bundleFingerprint: z.string(),
  dimension: z.int(),
  catalogueSequence: z.int(),
  recipes: ids,
  images: ids,
  dropped: z.partialRecord(z.enum(ERROR_CODES), z.int()),
  catalogue: z.strictObject({
    recipes: ids,
    pairs: z.array(z.strictObject({ image: z.string(), recipe: z.string() })),
  }),
  next: z.string().optional(),
});

const LINE_END = 0x0a;
/** Names of pages, whole and half-written. */
const PAGE_NAME = /^page-\d{6}(\.|$)/;

/**
 * What a build has embedded so far, a file a page, so that a build which was interrupted goes on. A file
 * is a line with the SHA-256 of the rest, a line of JSON, and the vectors: recipes, then images, [rows,
 * dimension] float32, little-endian.
 */
export class EmbeddedShards {
  private readonly kept: Shard[] = [];

  private constructor(
    private readonly folder: string,
    private readonly build: ShardedBuild,
  ) {}

  /** Takes up what is there of the same build, page by page up to the first that is missing or damaged. */
  static async open(folder: string, build: ShardedBuild): Promise<EmbeddedShards> {
    const shards = new EmbeddedShards(folder, build);
    for (;;) {
      const shard = await readShard(shards.pathOf(shards.kept.length), build);
      if (shard === undefined) break;
      shards.kept.push(shard);
    }
    const names = new Set(shards.kept.map((_, page) => nameOf(page)));
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if (PAGE_NAME.test(name) && !names.has(name)) await rm(join(folder, name));
    }
    return shards;
  }

  get all(): readonly Shard[] {
    return this.kept;
  }

  /** The last page has been embedded. */
  get isComplete(): boolean {
    const last = this.kept.at(-1);
    return last !== undefined && last.next === undefined;
  }

  /** Keeps a page durably. @throws SejeError DISK_WRITE_FAILED */
  async add(shard: Shard): Promise<void> {
    await writeFileDurably(this.pathOf(this.kept.length), bytesOf(shard, this.build));
    this.kept.push(shard);
  }

  private pathOf(page: number): string {
    return join(this.folder, nameOf(page));
  }
}

/** The pages' items of one kind, one after the other. */
export function joined(
  shards: readonly Shard[],
  kind: 'recipes' | 'images',
  dimension: number,
): Shard['recipes'] {
  const rows = shards.flatMap((shard) => shard[kind].ids.map((_, row) => rowOf(shard[kind].vectors, row)));
  return { ids: shards.flatMap((shard) => shard[kind].ids), vectors: matrixFromRows(rows, dimension) };
}

function nameOf(page: number): string {
  return `page-${String(page).padStart(6, '0')}`;
}

function bytesOf(shard: Shard, build: ShardedBuild): Buffer {
  const { recipes, images, dropped, catalogue, next } = shard;
  const header = { ...build, recipes: recipes.ids, images: images.ids, dropped, catalogue, next };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    matrixBytes(recipes.vectors),
    matrixBytes(images.vectors),
  ]);
  return Buffer.concat([Buffer.from(`${sha256(body)}\n`), body]);
}

/** @returns undefined where it is not there, is damaged, or belongs to another build or version */
async function readShard(path: string, build: ShardedBuild): Promise<Shard | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const seal = bytes.indexOf(LINE_END);
  const body = bytes.subarray(seal + 1);
  if (seal === -1 || bytes.toString('latin1', 0, seal) !== sha256(body)) return undefined;
  const end = body.indexOf(LINE_END);
  const header = headerSchema.safeParse(JSON.parse(body.toString('utf8', 0, end)));
  if (!header.success) return undefined;
  const { bundleFingerprint, dimension, catalogueSequence, recipes, images, ...rest } = header.data;
  if (bundleFingerprint !== build.bundleFingerprint || dimension !== build.dimension) return undefined;
  if (catalogueSequence !== build.catalogueSequence) return undefined;
  // A copy, so that the numbers start at a multiple of their size.
  const numbers = new Float32Array(Uint8Array.from(body.subarray(end + 1)).buffer);
  const split = recipes.length * dimension;
  return {
    ...rest,
    recipes: { ids: recipes, vectors: matrixOf(recipes.length, dimension, numbers.subarray(0, split)) },
    images: { ids: images, vectors: matrixOf(images.length, dimension, numbers.subarray(split)) },
  };
}
