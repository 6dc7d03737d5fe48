import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CatalogueTables } from '../database/tables.js';
import type { CatalogueReads } from './catalogue-store.js';
import { cursorAfter, idOfCursor } from './page-cursor.js';
import { storedPhoto, storedRecipe } from './rows.js';
import type {
  CatalogueCounts,
  ChangePage,
  RecipePage,
  RecipeWithPhotos,
  StoredPhoto,
  StoredRecipe,
} from './stored-records.js';

/** Reads through one connection, pool or transaction. */
export class SqlReads implements CatalogueReads {
  constructor(protected readonly queries: Kysely<CatalogueTables>) {}

  async recipe(id: string): Promise<StoredRecipe | undefined> {
    const row = await this.queries.selectFrom('recipes').selectAll().where('id', '=', id).executeTakeFirst();
    return row && storedRecipe(row);
  }

  async photo(id: string): Promise<StoredPhoto | undefined> {
    const row = await this.queries.selectFrom('photos').selectAll().where('id', '=', id).executeTakeFirst();
    return row && storedPhoto(row);
  }

  async recipes(ids: readonly string[]): Promise<RecipeWithPhotos[]> {
    if (ids.length === 0) return [];
    return (await this.withPhotos().where('id', 'in', ids).execute()).map(recipeWithPhotos);
  }

  async photos(ids: readonly string[]): Promise<StoredPhoto[]> {
    if (ids.length === 0) return [];
    const rows = await this.queries.selectFrom('photos').selectAll().where('id', 'in', ids).execute();
    return rows.map(storedPhoto);
  }

  async photosOf(recipeIds: readonly string[]): Promise<StoredPhoto[]> {
    if (recipeIds.length === 0) return [];
    const query = this.queries.selectFrom('photos').selectAll().where('recipe_id', 'in', recipeIds);
    return (await query.orderBy('id').execute()).map(storedPhoto);
  }

  async page({ limit, after }: Parameters<CatalogueReads['page']>[0]): Promise<RecipePage> {
    let query = this.withPhotos().orderBy('id');
    if (after !== undefined) query = query.where('id', '>', idOfCursor(after));
    // One more than asked for tells whether there is a next page.
    const rows = await query.limit(limit + 1).execute();
    const recipes = rows.slice(0, limit).map(recipeWithPhotos);
    const last = recipes.at(-1);
    return rows.length > limit && last !== undefined ? { recipes, next: cursorAfter(last.id) } : { recipes };
  }

  async changesSince(sequence: number, limit: number): Promise<ChangePage> {
    const query = this.queries.selectFrom('changes').selectAll().where('sequence', '>', sequence);
    const rows = await query.orderBy('sequence').limit(limit).execute();
    const changes = rows.map(({ recipe_id: recipeId, ...change }) => ({ ...change, recipeId }));
    return { changes, until: changes.at(-1)?.sequence ?? sequence };
  }

  async latestSequence(): Promise<number> {
    const state = this.queries.selectFrom('catalogue_state').select('sequence');
    return (await state.executeTakeFirstOrThrow()).sequence;
  }

  async counts(): Promise<CatalogueCounts> {
    const count = (table: 'recipes' | 'photos') =>
      this.queries
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
    const [recipes, photos] = [await count('recipes'), await count('photos')];
    return { recipes: recipes.count, photos: photos.count };
  }

  async contentsInUse(contents: readonly string[]): Promise<Set<string>> {
    if (contents.length === 0) return new Set();
    const query = this.queries.selectFrom('photos').select('content').distinct();
    const rows = await query.where('content', 'in', contents).execute();
    return new Set(rows.map(({ content }) => content));
  }

  /** One statement sees one moment: a recipe never comes with photos of another. */
  private withPhotos() {
    return this.queries
      .selectFrom('recipes')
      .selectAll()
      .select((recipe) =>
        jsonArrayFrom(
          recipe
            .selectFrom('photos')
            .selectAll('photos')
            .whereRef('photos.recipe_id', '=', 'recipes.id')
            .orderBy('photos.id'),
        ).as('photos'),
      );
  }
}

type RowWithPhotos = Awaited<ReturnType<ReturnType<SqlReads['withPhotos']>['execute']>>[number];

function recipeWithPhotos({ photos, ...row }: RowWithPhotos): RecipeWithPhotos {
  return {
    ...storedRecipe(row),
    photos: photos.map((photo) => storedPhoto({ ...photo, updated_at: new Date(photo.updated_at) })),
  };
}
