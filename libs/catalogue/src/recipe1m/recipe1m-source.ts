import { PARTITIONS, type Partition, type PhotoRef, type RecipeRecord, hasText } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DROP } from '../drop-reason.js';
import { fingerprintOf, isFile } from '../file-state.js';
import { elementsOf } from '../json-array.js';
import { ReadCounter } from '../read-counter.js';
import type { ReadReport, RecipeSource } from '../recipe-source.js';
import type { Recipe1MFiles } from './recipe1m-files.js';
import {
  type DetIngrsRecord,
  type Layer1Record,
  type Layer2Record,
  detIngrsSchema,
  layer1Schema,
  layer2Schema,
} from './records.js';
import { IdNumbers } from './id-numbers.js';
import { SideFile } from './side-file.js';

/**
 * Recipe1M's layout. layer1.json passes as a stream; of the other files only ids and byte offsets are
 * held, so that memory grows with the number of ids, not with the recipes. Lost fraction slashes
 * (`12 cup` for `1/2 cup`) are the data set's known noise and stay as they are.
 */
export class Recipe1MSource implements RecipeSource {
  readonly layout = 'recipe1m';

  constructor(private readonly files: Recipe1MFiles) {}

  get classesFile(): string | undefined {
    return this.files.classes;
  }

  fingerprint(): Promise<string> {
    const { layer1, layer2, detIngrs, removed, classes } = this.files;
    const documents = [layer1, layer2, detIngrs, removed, classes].filter((path) => path !== undefined);
    return fingerprintOf(documents, this.read());
  }

  async *read(report?: (report: ReadReport) => void): AsyncGenerator<RecipeRecord> {
    const pass = await Recipe1MPass.open(this.files);
    try {
      yield* pass.records();
    } finally {
      await pass.close();
    }
    report?.(pass.counter.report());
    pass.counter.requireSome(this.files.directory);
  }
}

/** One reading of all the files, with what it has to remember meanwhile. */
class Recipe1MPass {
  readonly counter = new ReadCounter();
  private readonly recipeIds = new IdNumbers();
  private readonly photoIds = new IdNumbers();
  private removed: ReadonlySet<string> = new Set();
  private photos?: SideFile<Layer2Record>;
  private entities?: SideFile<DetIngrsRecord>;

  private constructor(private readonly files: Recipe1MFiles) {}

  static async open(files: Recipe1MFiles): Promise<Recipe1MPass> {
    const pass = new Recipe1MPass(files);
    const { counter } = pass;
    try {
      if (files.removed !== undefined) {
        pass.removed = new Set((await readFile(files.removed, 'utf8')).split(/\s+/).filter(Boolean));
      }
      if (files.layer2 !== undefined) {
        const name = basename(files.layer2);
        pass.photos = await SideFile.open({ path: files.layer2, name, schema: layer2Schema, counter });
      }
      if (files.detIngrs !== undefined) {
        const name = basename(files.detIngrs);
        pass.entities = await SideFile.open({ path: files.detIngrs, name, schema: detIngrsSchema, counter });
      }
    } catch (error) {
      await pass.close();
      throw error;
    }
    return pass;
  }

  async close(): Promise<void> {
    await this.photos?.close();
    await this.entities?.close();
  }

  async *records(): AsyncGenerator<RecipeRecord> {
    let position = 0;
    for await (const value of elementsOf(this.files.layer1)) {
      position++;
      const parsed = layer1Schema.safeParse(value);
      if (!parsed.success) {
        const problem = z.prettifyError(parsed.error).replaceAll('\n', ' ');
        this.counter.drop(DROP.malformed, `layer1.json record ${position}: ${problem}`);
        continue;
      }
      const record = await this.record(parsed.data);
      if (record === undefined) continue;
      this.counter.keep(record);
      yield record;
    }
    for (const id of this.photos?.unasked() ?? []) this.counter.drop(DROP.photosOfNone, id);
    for (const id of this.entities?.unasked() ?? []) this.counter.drop(DROP.entitiesOfNone, id);
  }

  private async record(row: Layer1Record): Promise<RecipeRecord | undefined> {
    const { id, title, url } = row;
    const partition = PARTITIONS.find((name) => name === row.partition);
    const words = {
      title,
      ingredients: row.ingredients.map(({ text }) => text),
      instructions: row.instructions.map(({ text }) => text),
    };
    if (!this.recipeIds.add(id)) return this.dropped(DROP.idTwice, id);
    if (this.removed.has(id)) return this.dropped(DROP.removed, id);
    if (partition === undefined) return this.dropped(DROP.unknownPartition, `${id}: ${row.partition}`, id);
    if (!hasText(words)) return this.dropped(DROP.noText, id);
    const entities = await this.entitiesOf(id, words.ingredients.length);
    const photos = await this.photosOf(id, partition);
    return { id, partition, ...words, photos, ...(url && { url }), ...(entities && { entities }) };
  }

  private dropped(reason: string, example: string, id = example): undefined {
    this.counter.drop(reason, example);
    this.photos?.skip(id);
    this.entities?.skip(id);
  }

  private async entitiesOf(id: string, lines: number): Promise<(string | null)[] | undefined> {
    const row = await this.entities?.take(id);
    if (row === undefined) return undefined;
    if (row.valid.length !== lines || row.ingredients.length !== lines) {
      const found = `${row.valid.length} flags, ${row.ingredients.length} names`;
      this.counter.drop(DROP.entitiesNotParallel, `${id}: ${lines} ingredients, ${found}`);
      return undefined;
    }
    return row.ingredients.map(({ text }, i) => (row.valid[i] === true ? text : null));
  }

  private async photosOf(recipeId: string, partition: Partition): Promise<PhotoRef[]> {
    const listed = (await this.photos?.take(recipeId))?.images ?? [];
    const checked = await Promise.all(
      listed.map(async ({ id, url }) => {
        const path = this.photoPath(id, partition);
        return { photo: { id, path, ...(url && { url }) }, found: await isFile(path) };
      }),
    );
    const photos: PhotoRef[] = [];
    for (const { photo, found } of checked) {
      if (this.photoIds.of(photo.id) !== undefined) {
        this.counter.drop(DROP.photoTwice, `${photo.id} of ${recipeId}`);
      } else if (!found) {
        this.counter.drop(DROP.photoMissing, photo.path);
      } else {
        this.photoIds.add(photo.id);
        photos.push(photo);
      }
    }
    return photos;
  }

  /** `images/<partition>/a/b/c/d/abcd….jpg`, or without the partition. */
  private photoPath(photoId: string, partition: Partition): string {
    const folders = this.files.partitionFolders ? [partition] : [];
    return join(this.files.directory, 'images', ...folders, ...photoId.slice(0, 4).split(''), photoId);
  }
}
