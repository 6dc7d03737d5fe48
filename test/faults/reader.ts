import type { Random } from '@seje/core';
import { type Acknowledged, Violation, ownerOf } from './acknowledged.js';
import type { Importer } from './importer.js';
import type { Pantry } from './pantry.js';
import type { Kept, Mark } from './record-model.js';
import { type Ask, type ServiceClient, isUnknown, jsonOf } from './service-client.js';

export interface ReaderParts {
  readonly client: ServiceClient;
  readonly acknowledged: Acknowledged;
  readonly importer: Importer;
  readonly pantry: Pantry;
  readonly random: Random;
  readonly counts: { answers: number };
}

/** A recipe or photo as an answer shows it. */
interface Shown {
  readonly id: string;
  readonly title: string;
  readonly photoIds: readonly string[];
}

interface Result {
  readonly recipe: { readonly id: string; readonly title: string };
  readonly image: { readonly id: string } | null;
}

/** A client that searches and lists while others write, and holds each answer against what can be there. */
export class Reader {
  constructor(private readonly parts: ReaderParts) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const what = this.parts.random.int(3);
      if (what === 0) await this.searchImages();
      else if (what === 1) await this.searchRecipes();
      else await this.list();
      // A client without a pause would have all of the machine while the service is down.
      await new Promise((wait) => setTimeout(wait, 20));
    }
  }

  /** Photos found for a recipe. @returns undefined where there was no answer */
  async searchImages(): Promise<readonly string[] | undefined> {
    const { pantry, random } = this.parts;
    const ask = { body: pantry.recipe('asked', random) };
    const found = await this.search('/v1/search/images?limit=100', ask);
    return found && distinct(found.flatMap(({ image }) => (image === null ? [] : [image.id])));
  }

  /** Recipes found for a photo. @returns undefined where there was no answer */
  async searchRecipes(): Promise<readonly string[] | undefined> {
    const { pantry, random } = this.parts;
    const form = new FormData();
    form.append('image', new Blob([pantry.photo(random).file]), 'photo.jpg');
    const request = new Request('http://service', { method: 'POST', body: form });
    const type = request.headers.get('content-type')!;
    const ask = { body: new Uint8Array(await request.arrayBuffer()), type };
    const found = await this.search('/v1/search/recipes?limit=100', ask);
    return found && distinct(found.map(({ recipe }) => recipe.id));
  }

  /** All recipes in one page; what imports brought is there whole or not at all. */
  async list(): Promise<void> {
    const { client, importer } = this.parts;
    const marks = this.marks();
    const lines = importer.open;
    const answer = await client.ask('GET', '/v1/recipes?limit=200');
    if (isUnknown(answer)) return;
    if (answer.status !== 200) throw new Violation(`a list: ${answer.status} ${answer.bytes.toString()}`);
    const { recipes } = jsonOf(answer) as {
      recipes: { id: string; title: string; images: { id: string }[] }[];
    };
    this.parts.counts.answers++;
    for (const { id, title, images } of recipes) {
      this.check({ id, title, photoIds: images.map((image) => image.id) }, marks);
    }
    lines?.assertWhole(new Map(recipes.map(({ id, title }) => [id, title])));
  }

  private async search(path: string, ask: Ask): Promise<readonly Result[] | undefined> {
    const marks = this.marks();
    const answer = await this.parts.client.ask('POST', path, ask);
    if (isUnknown(answer)) return undefined;
    if (answer.status !== 200) throw new Violation(`a search: ${answer.status} ${answer.bytes.toString()}`);
    this.parts.counts.answers++;
    const { results } = jsonOf(answer) as { results: readonly Result[] };
    for (const { recipe, image } of results) {
      if (image !== null && ownerOf(image.id) !== recipe.id) {
        throw new Violation(`photo ${image.id} is shown with ${recipe.id}`);
      }
      this.check({ ...recipe, photoIds: image === null ? [] : [image.id] }, marks);
    }
    return results;
  }

  private marks(): Map<string, Mark> {
    const { acknowledged } = this.parts;
    return new Map(acknowledged.ids.map((id) => [id, acknowledged.record(id).mark()]));
  }

  /** Title and photos each were this recipe's at some time since the reader asked. */
  private check({ id, title, photoIds }: Shown, marks: ReadonlyMap<string, Mark>): void {
    const possible = this.parts.acknowledged.record(id).since(marks.get(id)!);
    const somewhere = (isSo: (kept: NonNullable<Kept>) => boolean): boolean =>
      possible.some((kept) => kept !== undefined && isSo(kept));
    const says = `it may be ${JSON.stringify(possible)}`;
    if (!somewhere((kept) => kept.title === title))
      throw new Violation(`${id} is shown as ${title}; ${says}`);
    for (const photo of photoIds) {
      if (!somewhere((kept) => photo in kept.photos))
        throw new Violation(`${id} is shown with ${photo}; ${says}`);
    }
  }
}

function distinct(ids: readonly string[]): string[] {
  const all = [...new Set(ids)].sort();
  if (all.length < ids.length) throw new Violation(`an answer has something twice: ${ids.join(' ')}`);
  return all;
}
