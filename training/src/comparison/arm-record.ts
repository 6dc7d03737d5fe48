import { parseJson, writeFileDurably } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const direction = z.object({
  medianRank: z.number(),
  recallAt1: z.number(),
  recallAt5: z.number(),
  recallAt10: z.number(),
});

/** Ranks on the test partition in bags of one size, and what guessing gives there. */
const rankingSchema = z.strictObject({
  bagSize: z.int(),
  bags: z.int(),
  chanceMedianRank: z.number(),
  imageToRecipe: direction,
  recipeToImage: direction,
});

/** How one training with one seed ended, and its ranks on the test partition. */
const trainedSchema = z.strictObject({
  seed: z.int(),
  epochs: z.int(),
  bestEpoch: z.int().optional(),
  ended: z.string(),
  /** Wall clock of training and ranking; the machine may have had other work. */
  seconds: z.number(),
  /** A line a bag size, in the order asked for. */
  rankings: z.array(rankingSchema).min(1),
});

/** `<arm>.json`: what one arm gave, seed by seed, and all that decided it. */
export const armRecordSchema = z.strictObject({
  arm: z.string(),
  /** Of an ablation: the level of each factor. */
  choice: z.record(z.string(), z.string()).optional(),
  /** Hash of experiment, features and engine: a record of other inputs is not taken over. */
  inputs: z.string(),
  experiment: z.record(z.string(), z.unknown()),
  data: z.strictObject({
    fingerprint: z.string(),
    pairs: z.strictObject({ train: z.int(), val: z.int(), test: z.int() }),
  }),
  engine: z.string(),
  trained: z.array(trainedSchema),
});

export type ArmRecord = z.infer<typeof armRecordSchema>;
export type TrainedArm = ArmRecord['trained'][number];
export type Ranking = TrainedArm['rankings'][number];

/** Undefined where there is none yet. @throws SejeError JSON_INVALID, SETTINGS_INVALID */
export async function readArmRecord(path: string): Promise<ArmRecord | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined
    ? undefined
    : parseJson(armRecordSchema, text, { where: path, remedy: 'Delete that file: the arm will run again.' });
}

export async function writeArmRecord(path: string, record: ArmRecord): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(record, null, 2)}\n`);
}
