import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Matrix, SejeError, matrixOf, parseJson, readFileOr, rowOf } from '@seje/core';
import { z } from 'zod';
import {
  COLLECTIONS,
  type CollectionName,
  type GenerationManifest,
  collectionFiles,
  readGenerationManifest,
} from './manifest.js';

const FLOAT_BYTES = 4;
const REMEDY = 'Build the index again, or roll back to the previous generation.';

/** Ids and vectors of a generation, without its graphs. Checksums are those of `openGeneration` to check. */
export class GenerationVectors {
  private constructor(
    private readonly directory: string,
    readonly manifest: GenerationManifest,
    private readonly rows: Readonly<Record<CollectionName, ReadonlyMap<string, number>>>,
  ) {}

  /** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, GENERATION_INVALID, CHECKSUM_MISMATCH (of the manifest) */
  static async open(directory: string): Promise<GenerationVectors> {
    const manifest = await readGenerationManifest(directory);
    const [recipes, images] = await Promise.all(COLLECTIONS.map((name) => rowsById(directory, name)));
    return new GenerationVectors(directory, manifest, { recipes: recipes!, images: images! });
  }

  has(collection: CollectionName, id: string): boolean {
    return this.rows[collection].has(id);
  }

  /**
   * @param ids all of them there
   * @returns a row an id, [ids.length, dimension]
   * @throws SejeError FILE_DAMAGED (the file is too short), VECTOR_INVALID (an id is not there)
   */
  async vectorsOf(collection: CollectionName, ids: readonly string[]): Promise<Matrix> {
    const { dimension } = this.manifest;
    const path = join(this.directory, collectionFiles(collection).vectors);
    const vectors = matrixOf(ids.length, dimension);
    const file = await open(path);
    try {
      for (const [i, id] of ids.entries()) {
        const row = this.rows[collection].get(id);
        if (row === undefined) throw idUnknown(collection, id);
        await readExactly(file, rowOf(vectors, i), { at: row * dimension * FLOAT_BYTES, path });
      }
    } finally {
      await file.close();
    }
    return vectors;
  }
}

async function rowsById(directory: string, collection: CollectionName): Promise<Map<string, number>> {
  const path = join(directory, collectionFiles(collection).ids);
  const text = (await readFileOr(path, REMEDY)).toString('utf8');
  const context = { where: path, code: 'GENERATION_INVALID', remedy: REMEDY } as const;
  return new Map(parseJson(z.array(z.string()), text, context).map((id, row) => [id, row]));
}

async function readExactly(
  file: FileHandle,
  target: Float32Array,
  { at, path }: { readonly at: number; readonly path: string },
): Promise<void> {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const { bytesRead } = await file.read(bytes, { position: at });
  if (bytesRead === bytes.length) return;
  throw new SejeError('FILE_DAMAGED', {
    message: `${path} ends too early`,
    expected: `${bytes.length} bytes at ${at}`,
    found: `${bytesRead}`,
    remedy: REMEDY,
  });
}

function idUnknown(collection: CollectionName, id: string): SejeError {
  return new SejeError('VECTOR_INVALID', {
    message: `The generation has no vector of ${id} in ${collection}`,
  });
}
