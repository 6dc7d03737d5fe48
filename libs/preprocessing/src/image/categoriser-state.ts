import { trunkSchema } from '@seje/artifacts';
import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';

export const CATEGORISER_FORMAT = 1;

const categoriserStateSchema = z.strictObject({
  format: z.literal(CATEGORISER_FORMAT),
  /** Names of the dishes; the network's column i is the probability of label i. */
  labels: z
    .array(z.string().min(1))
    .min(2)
    .refine((labels) => new Set(labels).size === labels.length, 'a label twice'),
  /** The trunk whose features the network reads. */
  trunk: trunkSchema,
  /** Of `categoriser.onnx` beside it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** What `categoriser.onnx` knows and what it reads. Written once. */
export type CategoriserState = z.infer<typeof categoriserStateSchema>;

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID */
export async function readCategoriserState(path: string): Promise<CategoriserState> {
  const remedy = 'Give a folder that `seje categoriser` wrote, or run it again.';
  const text = await readFileOr(path, remedy);
  return parseJson(categoriserStateSchema, text.toString('utf8'), {
    where: path,
    code: 'BUNDLE_INVALID',
    remedy,
  });
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeCategoriserState(path: string, state: CategoriserState): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(state, null, 2)}\n`);
}
