/** The words of a recipe: what a cook reads. Any part may be empty in a query, not all of them. */
export interface Recipe {
  readonly title: string;
  /** One line each, quantities included: `2 cups plain flour`. */
  readonly ingredients: readonly string[];
  /** One step each, in order. */
  readonly instructions: readonly string[];
}

export type Partition = 'train' | 'val' | 'test';
export const PARTITIONS: readonly Partition[] = ['train', 'val', 'test'];

/** A photo of a dish on disk. */
export interface PhotoRef {
  /** Unique in its data set; Recipe1M's file name, e.g. `0fa8309c13.jpg`. */
  readonly id: string;
  /** Absolute path of the file. */
  readonly path: string;
  readonly url?: string;
}

/** A recipe as a data set or catalogue holds it. */
export interface RecipeRecord extends Recipe {
  readonly id: string;
  readonly partition: Partition;
  readonly url?: string;
  readonly photos: readonly PhotoRef[];
  /**
   * Ingredient entities from `det_ingrs.json`, parallel to `ingredients`: the entity's name where the
   * line is valid, `null` where it is not. Absent where the data set has none.
   */
  readonly entities?: readonly (string | null)[];
}

/** True where a recipe has at least one letter or digit anywhere. */
export function hasText(recipe: Recipe): boolean {
  return [recipe.title, ...recipe.ingredients, ...recipe.instructions].some((line) =>
    /[\p{L}\p{N}]/u.test(line),
  );
}
