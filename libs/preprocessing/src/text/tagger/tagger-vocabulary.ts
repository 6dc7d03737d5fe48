import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';

const FORMAT = 1;

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Words with a feature of their own, in plain letters. */
  words: z.array(z.string().min(1)),
  /** Rows that parts of words and shapes share by their hash. */
  buckets: z.int().positive(),
  /** Tokens of a line that are read; what stands beyond is never part of a name. */
  maxTokens: z.int().positive(),
});

/** What the tagger's feature numbers mean; kept beside the network, which is worthless without it. */
export type TaggerVocabulary = Omit<z.infer<typeof schema>, 'format'>;

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID */
export async function readTaggerVocabulary(path: string): Promise<TaggerVocabulary> {
  const remedy = 'Fit the text features again, or give the folder that holds them.';
  const text = await readFileOr(path, remedy);
  return parseJson(schema, text.toString('utf8'), { where: path, code: 'BUNDLE_INVALID', remedy });
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeTaggerVocabulary(path: string, vocabulary: TaggerVocabulary): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify({ format: FORMAT, ...vocabulary })}\n`);
}
