import { type PhotoRef, type RecipeRecord, hasText } from '@seje/core';
import { extname } from 'node:path';
import { DROP } from '../drop-reason.js';
import { fingerprintOf } from '../file-state.js';
import { ReadCounter } from '../read-counter.js';
import type { ReadReport, RecipeSource } from '../recipe-source.js';
import { type PlacedValue, valuesOf } from './documents.js';
import { type Node, recipesIn } from './json-ld.js';
import { imageReferences, isRemote, localPhoto } from './local-photo.js';
import { recipeOfNode } from './recipe-of-node.js';

/** Longest reference that a report shows: a data: address can be a whole photo. */
const SHOWN_REFERENCE = 120;

/**
 * schema.org Recipe objects, as recipe sites publish them in JSON-LD, with photos beside them. A photo's
 * id is `<recipe id>.<its number in the image field>.<extension>`. In memory: the recipes' ids.
 */
export class SchemaOrgSource implements RecipeSource {
  readonly layout = 'schema.org';

  constructor(
    private readonly folder: string,
    private readonly documents: readonly string[],
  ) {}

  fingerprint(): Promise<string> {
    return fingerprintOf(this.documents, this.read());
  }

  async *read(report?: (report: ReadReport) => void): AsyncGenerator<RecipeRecord> {
    const counter = new ReadCounter();
    const ids = new Set<string>();
    for (const document of this.documents) {
      for await (const value of valuesOf(document, counter)) {
        for await (const record of this.recordsOf(value, counter)) {
          if (ids.has(record.id)) {
            counter.drop(DROP.idTwice, `${record.id}, again in ${value.place}`);
            continue;
          }
          ids.add(record.id);
          counter.keep(record);
          yield record;
        }
      }
    }
    report?.(counter.report());
    counter.requireSome(this.folder);
  }

  private async *recordsOf(
    { value, place, name }: PlacedValue,
    counter: ReadCounter,
  ): AsyncGenerator<RecipeRecord> {
    let number = 0;
    for (const recipe of recipesIn(value)) {
      number++;
      const record = recipeOfNode(recipe, () => (number === 1 ? name : `${name}-${number}`));
      if (!hasText(record)) {
        counter.drop(DROP.noText, `${record.id} in ${place}`);
        continue;
      }
      yield { ...record, photos: await this.photosOf(recipe, record.id, counter) };
    }
    if (number === 0) counter.drop(DROP.noRecipe, place);
  }

  private async photosOf(recipe: Node, id: string, counter: ReadCounter): Promise<PhotoRef[]> {
    const photos: PhotoRef[] = [];
    for (const [i, reference] of imageReferences(recipe['image']).entries()) {
      const found = await localPhoto(this.folder, reference);
      const example = `${reference.slice(0, SHOWN_REFERENCE)} of ${id}`;
      if ('reason' in found) {
        counter.drop(found.reason === 'outside' ? DROP.photoOutside : DROP.photoMissing, example);
      } else if (photos.some(({ path }) => path === found.path)) {
        counter.drop(DROP.photoTwice, example);
      } else {
        const photoId = `${id}.${i + 1}${extname(found.path).toLowerCase()}`;
        photos.push({ id: photoId, path: found.path, ...(isRemote(reference) && { url: reference }) });
      }
    }
    return photos;
  }
}
