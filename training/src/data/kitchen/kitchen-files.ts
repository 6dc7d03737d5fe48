import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { JsonArrayFile } from './json-array-file.js';
import type { KitchenRecipe } from './kitchen-recipes.js';
import { photoPath } from './recipe1m-layout.js';

const URL = 'https://kitchen.invalid';

/** Where truth.json is documented: docs/kitchen.md. */
function truthOf({ id, partition, dish, text, photos }: KitchenRecipe): unknown {
  return {
    id,
    partition,
    kind: dish.kind.id,
    cuisine: dish.cuisine.id,
    family: dish.family ?? null,
    base: dish.base.id,
    vessel: dish.vessel,
    entities: text.lines.map((line) => line.entity?.id ?? null),
    visible: dish.visible.map(({ ingredient, form, amount }) => ({
      id: ingredient.id,
      form: form.preparation,
      amount,
    })),
    invisible: dish.invisible.map((ingredient) => ingredient.id),
    actions: text.actions,
    utensils: text.utensils,
    photos: photos.map((photo) => ({ id: photo.id, ...photo.truth })),
  };
}

/** The files of a kitchen in Recipe1M's layout, and `truth.json`, written as streams. */
export class KitchenFiles {
  private readonly folders = new Set<string>();

  private constructor(
    private readonly directory: string,
    private readonly layers: {
      readonly layer1: JsonArrayFile;
      readonly layer2: JsonArrayFile;
      readonly entities: JsonArrayFile;
      readonly truth: JsonArrayFile;
    },
  ) {}

  static async create(directory: string): Promise<KitchenFiles> {
    await mkdir(directory, { recursive: true });
    const file = (name: string): Promise<JsonArrayFile> => JsonArrayFile.create(join(directory, name));
    return new KitchenFiles(directory, {
      layer1: await file('layer1.json'),
      layer2: await file('layer2.json'),
      entities: await file('det_ingrs.json'),
      truth: await file('truth.json'),
    });
  }

  async appendRecipe(recipe: KitchenRecipe): Promise<void> {
    const { id, partition, text, photos } = recipe;
    const { layer1, layer2, entities, truth } = this.layers;
    await layer1.append({
      id,
      title: text.title,
      partition,
      url: `${URL}/recipe/${id}`,
      ingredients: text.lines.map((line) => ({ text: line.text })),
      instructions: text.instructions.map((sentence) => ({ text: sentence })),
    });
    await layer2.append({
      id,
      images: photos.map((photo) => ({ id: photo.id, url: `${URL}/photo/${photo.id}` })),
    });
    await entities.append({
      id,
      valid: text.lines.map((line) => line.recognised),
      ingredients: text.lines.map((line) => ({
        text: (line.recognised ? line.entity?.text : undefined) ?? line.text,
      })),
    });
    await truth.append(truthOf(recipe));
  }

  async writePhoto(recipe: KitchenRecipe, { id, jpeg }: { id: string; jpeg: Uint8Array }): Promise<void> {
    const path = join(this.directory, photoPath(recipe.partition, id));
    const folder = dirname(path);
    if (!this.folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.folders.add(folder);
    }
    await writeFile(path, jpeg);
  }

  async close(): Promise<void> {
    for (const layer of Object.values(this.layers)) await layer.close();
  }
}
