import type { CatalogueStore } from '../store/catalogue-store.js';
import { endLine, recipeLine } from './recipe-line.js';

/** The catalogue as NDJSON in constant memory: a line a recipe, by id, then the end line. */
export async function* exportLines(store: Pick<CatalogueStore, 'export'>): AsyncGenerator<string> {
  let recipes = 0;
  for await (const recipe of store.export()) {
    recipes++;
    yield recipeLine(recipe);
  }
  yield endLine(recipes);
}
