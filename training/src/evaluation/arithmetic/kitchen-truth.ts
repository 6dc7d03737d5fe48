import { parseJson, readFileOr } from '@seje/core';
import { join } from 'node:path';
import { z } from 'zod';

/** What a dish of the synthetic kitchen truly is, as far as arithmetic asks. */
export interface DishTruth {
  /** Id of its kind of dish: `pasta`. */
  readonly kind: string;
  /** Ids of its visible ingredients, the main one first. */
  readonly visible: readonly string[];
}

const truthSchema = z.array(
  z.looseObject({
    id: z.string(),
    kind: z.string(),
    visible: z.array(z.looseObject({ id: z.string() })).min(1),
  }),
);

/** Recipe id -> truth, from the `truth.json` of a kitchen. @throws SejeError FILE_NOT_FOUND, JSON_INVALID */
export async function readKitchenTruth(directory: string): Promise<Map<string, DishTruth>> {
  const path = join(directory, 'truth.json');
  const text = await readFileOr(path, 'Name the folder of a synthetic kitchen: seje synthesize makes one.');
  const all = parseJson(truthSchema, text.toString('utf8'), { where: path });
  return new Map(all.map(({ id, kind, visible }) => [id, { kind, visible: visible.map((item) => item.id) }]));
}
