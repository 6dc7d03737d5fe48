import { Random, SejeError } from '@seje/core';

export interface ValidationPart {
  readonly seed: number;
  /** Share of each class's photos. */
  readonly validationShare: number;
}

/** Row numbers of photos. */
export interface PartedRows {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Takes a seeded share of each class, at least one photo where a class has two.
 * @param labels of all photos, row by row
 * @throws SejeError DATA_EMPTY
 */
export function partedByClass(
  labels: readonly number[],
  { seed, validationShare }: ValidationPart,
): PartedRows {
  const byClass = Map.groupBy(labels.keys(), (row) => labels[row]!);
  const random = Random.derived(seed, 'probe validation');
  const validation = [...byClass.values()].flatMap((rows) =>
    random
      .shuffled(rows)
      .slice(0, rows.length < 2 ? 0 : Math.max(1, Math.round(rows.length * validationShare))),
  );
  const held = new Set(validation);
  const train = [...labels.keys()].filter((row) => !held.has(row));
  if (byClass.size < 2 || validation.length === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There are too few photos to learn dishes from',
      expected: 'readable train photos of two classes or more, two or more of a class',
      found: `${labels.length} photos of ${byClass.size} classes`,
      remedy: 'Give more photos.',
    });
  }
  return { train, validation };
}
