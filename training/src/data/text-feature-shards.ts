import {
  type Matrix,
  PARTITIONS,
  SejeError,
  matrixOf,
  parseJson,
  readFileOr,
  writeFileDurably,
} from '@seje/core';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const count = z.int().nonnegative();
const rowSchema = z.strictObject({
  id: z.string().min(1),
  partition: z.enum(PARTITIONS),
  title: z.string(),
  knownTerms: count,
  termsFromWords: count,
  unknownTerms: count,
  sentenceCount: z.int().positive(),
  sentencesWithoutVectors: count,
  sentencesCut: count,
});

/** A recipe's text features, and what the pairs need to know of the recipe besides. */
export interface StoredText extends z.infer<typeof rowSchema> {
  /** f_term, [Dt]. */
  readonly term: Float32Array;
  /** f_sent, [S, Ds]. */
  readonly sentences: Matrix;
}

const indexSchema = z.strictObject({
  /** Of what decides the features. */
  inputs: z.string(),
  /** Dt and Ds. */
  dimensions: z.strictObject({ term: z.int().positive(), sentences: z.int().positive() }),
});
export type TextShardsIndex = z.infer<typeof indexSchema>;

/** Recipes in a shard: what an interrupted run does again at most. */
const RECIPES_PER_SHARD = 1000;
const INDEX_FILE = 'index.json';
const REMEDY = 'Delete that folder, then run "seje preprocess" again.';

/**
 * Text features of many recipes as a folder of shards, in the data set's order. A shard is two files: rows as
 * JSON lines, and beside it their float32 numbers, f_term then f_sent. Each shard is written whole, the rows last,
 * so that what is there is good, and an interrupted run goes on with the next one.
 */
export class TextFeatureShards {
  private constructor(
    readonly directory: string,
    readonly index: TextShardsIndex,
    private readonly recipesPerShard: number,
  ) {}

  /** The file that is there once a folder was begun. */
  static indexOf(directory: string): string {
    return join(directory, INDEX_FILE);
  }

  /** Opens a folder for writing; shards of other inputs are removed. @throws SejeError DISK_WRITE_FAILED */
  static async create(
    directory: string,
    index: TextShardsIndex,
    { recipesPerShard = RECIPES_PER_SHARD }: { readonly recipesPerShard?: number } = {},
  ): Promise<TextFeatureShards> {
    const path = TextFeatureShards.indexOf(directory);
    const text = JSON.stringify(index);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found !== text) {
      await rm(directory, { recursive: true, force: true });
      await writeFileDurably(path, text);
    }
    return new TextFeatureShards(directory, index, recipesPerShard);
  }

  /** @throws SejeError FILE_NOT_FOUND, JSON_INVALID */
  static async open(directory: string): Promise<TextFeatureShards> {
    const path = TextFeatureShards.indexOf(directory);
    const text = (await readFileOr(path, REMEDY)).toString('utf8');
    const index = parseJson(indexSchema, text, { where: path, remedy: REMEDY });
    return new TextFeatureShards(directory, index, RECIPES_PER_SHARD);
  }

  /** Recipes of the shards that are there. */
  async size(): Promise<number> {
    const shards = await this.shards();
    let recipes = 0;
    for (let shard = 0; shard < shards; shard++) recipes += (await this.rows(shard)).length;
    return recipes;
  }

  /**
   * Adds recipes after those that are there, holding one shard in memory.
   * @throws SejeError DISK_WRITE_FAILED
   */
  async append(texts: AsyncIterable<StoredText>): Promise<void> {
    let shard = await this.shards();
    let some: StoredText[] = [];
    for await (const text of texts) {
      some.push(text);
      if (some.length < this.recipesPerShard) continue;
      await this.write(shard++, some);
      some = [];
    }
    if (some.length > 0) await this.write(shard, some);
  }

  /** All recipes, one shard in memory at a time. @throws SejeError FILE_DAMAGED */
  async *read(): AsyncGenerator<StoredText> {
    const { term, sentences } = this.index.dimensions;
    const shards = await this.shards();
    for (let shard = 0; shard < shards; shard++) {
      const rows = await this.rows(shard);
      const path = this.path(shard, 'f32');
      const bytes = await readFileOr(path, REMEDY);
      const numbers = new Float32Array(Uint8Array.from(bytes).buffer);
      const expected = rows.reduce((sum, { sentenceCount }) => sum + term + sentenceCount * sentences, 0);
      if (numbers.length !== expected) {
        throw new SejeError('FILE_DAMAGED', {
          message: `${path} and the rows beside it do not belong together`,
          expected: `${expected} numbers`,
          found: `${numbers.length}`,
          remedy: REMEDY,
        });
      }
      let at = 0;
      for (const row of rows) {
        const ofTerm = numbers.subarray(at, (at += term));
        const ofSentences = numbers.subarray(at, (at += row.sentenceCount * sentences));
        yield { ...row, term: ofTerm, sentences: matrixOf(row.sentenceCount, sentences, ofSentences) };
      }
    }
  }

  private async write(shard: number, texts: readonly StoredText[]): Promise<void> {
    const numbers = texts.flatMap(({ term, sentences }) => [term, sentences.data]);
    await writeFileDurably(
      this.path(shard, 'f32'),
      Buffer.concat(
        numbers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
      ),
    );
    const rows = texts.map(({ term: _term, sentences: _sentences, ...row }) => `${JSON.stringify(row)}\n`);
    await writeFileDurably(this.path(shard, 'ndjson'), rows.join(''));
  }

  private async rows(shard: number): Promise<z.infer<typeof rowSchema>[]> {
    const path = this.path(shard, 'ndjson');
    const lines = (await readFileOr(path, REMEDY)).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line, i) =>
      parseJson(rowSchema, line, { where: `${path} line ${i + 1}`, code: 'FILE_DAMAGED', remedy: REMEDY }),
    );
  }

  /** Shards that are whole. */
  private async shards(): Promise<number> {
    const names = new Set(await readdir(this.directory));
    let shards = 0;
    while (names.has(this.name(shards, 'ndjson'))) shards++;
    return shards;
  }

  private path(shard: number, ending: 'ndjson' | 'f32'): string {
    return join(this.directory, this.name(shard, ending));
  }

  private name(shard: number, ending: 'ndjson' | 'f32'): string {
    return `${String(shard).padStart(6, '0')}.${ending}`;
  }
}
