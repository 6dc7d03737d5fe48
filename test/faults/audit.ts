import { sha256 } from '@seje/core';
import { type Acknowledged, Violation } from './acknowledged.js';
import type { Importer } from './importer.js';
import type { Reader } from './reader.js';
import { type Kept, textOf } from './record-model.js';
import { type ServiceClient, isUnknown, jsonOf } from './service-client.js';

const POLL_MS = 50;
/** Records that are read at once. */
const AT_ONCE = 8;

export interface AuditParts {
  readonly client: ServiceClient;
  readonly acknowledged: Acknowledged;
  readonly importer: Importer;
  readonly reader: Reader;
  /** Longest time until what is in the catalogue is what a search finds, milliseconds. */
  readonly searchableWithinMs: number;
}

/** Reads a service that nobody writes to, and holds all of it against what was acknowledged. */
export class Audit {
  constructor(private readonly parts: AuditParts) {}

  /** Each recipe with its photos is as acknowledged, or as an unanswered write leaves it; from now on it is that. */
  async records(): Promise<void> {
    const { acknowledged } = this.parts;
    const ids = [...acknowledged.ids];
    const readers = Array.from({ length: AT_ONCE }, async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) await this.record(id);
    });
    await Promise.all(readers);
  }

  /**
   * What a search finds is what the catalogue has: nothing that was deleted, all that was acknowledged.
   * @param since when it could have been so at the earliest
   * @returns milliseconds from then until it was so
   */
  async searches(since: number): Promise<number> {
    const startedAt = performance.now();
    for (;;) {
      const [images, recipes] = [
        await this.parts.reader.searchImages(),
        await this.parts.reader.searchRecipes(),
      ];
      const missing = this.differences(images, recipes);
      const took = performance.now() - startedAt;
      if (missing === undefined) return performance.now() - since;
      if (took > this.parts.searchableWithinMs) throw new Violation(`after ${took} ms a search ${missing}`);
      await new Promise((wait) => setTimeout(wait, POLL_MS));
    }
  }

  private async record(id: string): Promise<void> {
    const { acknowledged, importer } = this.parts;
    const record = acknowledged.record(id);
    const found = await this.read(id);
    if (!record.isPossible(found)) {
      const possible = record.all.map(textOf).join(' or ');
      throw new Violation(`${id} is ${textOf(found)} instead of ${possible}`);
    }
    // An import that is under way may still write it.
    if (importer.open?.changes.has(id) !== true) record.settle(found);
  }

  /** Recipe and photos are several requests: where an import has written in between they are asked again. */
  private async read(id: string): Promise<Kept> {
    for (;;) {
      const found = await this.recipe(id);
      const kept = found && { title: found.title, photos: await this.contents(id, found.photoIds) };
      if ((await this.recipe(id))?.etag === found?.etag) return kept;
    }
  }

  private async recipe(id: string): Promise<{ title: string; photoIds: string[]; etag: string } | undefined> {
    const { client, acknowledged } = this.parts;
    const answer = await client.ask('GET', `/v1/recipes/${id}`);
    if (answer?.status === 404) return undefined;
    if (answer?.status !== 200) {
      throw new Violation(`recipe ${id}: ${answer?.status} ${answer?.bytes.toString()}`);
    }
    const { title, images } = jsonOf(answer) as { title: string; images: { id: string }[] };
    acknowledged.sawRevision(answer.etag, id, title);
    return { title, photoIds: images.map((image) => image.id), etag: answer.etag! };
  }

  /** @throws Violation where the bytes of a photo are not what its ETag says */
  private async contents(id: string, photoIds: readonly string[]): Promise<Record<string, string>> {
    const photos: Record<string, string> = {};
    for (const photoId of photoIds) {
      const photo = await this.parts.client.ask('GET', `/v1/recipes/${id}/photos/${photoId}`);
      const content = photo && sha256(photo.bytes);
      if (photo?.status !== 200 || photo.etag !== `"${content}"`) {
        throw new Violation(`photo ${photoId}: ${photo?.status} ${photo?.etag} of bytes ${content}`);
      }
      photos[photoId] = content!;
    }
    return photos;
  }

  /** @returns what differs, in words; undefined where nothing does */
  private differences(
    images: readonly string[] | undefined,
    recipes: readonly string[] | undefined,
  ): string | undefined {
    const { acknowledged, importer } = this.parts;
    if (images === undefined || recipes === undefined) return 'is not answered';
    const moving = importer.open?.changes;
    const settled = acknowledged.ids.filter((id) => moving?.has(id) !== true);
    const kept = settled.flatMap((id) => {
      const value = acknowledged.record(id).certain?.value;
      return value === undefined ? [] : [{ id, photos: Object.keys(value.photos) }];
    });
    const ofMoving = (id: string): boolean => moving?.has(id.split('-', 1)[0]!) === true;
    return (
      difference(
        'recipes',
        kept.map(({ id }) => id),
        recipes.filter((id) => !ofMoving(id)),
      ) ??
      difference(
        'photos',
        kept.flatMap(({ photos }) => photos),
        images.filter((id) => !ofMoving(id)),
      )
    );
  }

  /** Waits until the catalogue can be read. @param isAlive whether the service still runs */
  async untilReadable(isAlive: () => boolean): Promise<void> {
    while (isUnknown(await this.parts.client.ask('GET', '/v1/recipes?limit=1'))) {
      if (!isAlive()) throw new Violation('the service has ended by itself');
      await new Promise((wait) => setTimeout(wait, POLL_MS));
    }
  }
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): string | undefined {
  const missing = wanted.filter((id) => !found.includes(id));
  const surplus = found.filter((id) => !wanted.includes(id));
  if (missing.length === 0 && surplus.length === 0) return undefined;
  return `misses the ${what} ${missing.join(' ')}, and finds ${surplus.join(' ')}`;
}
