import { ERROR_CODES, SejeError, fsyncDirectory, messageOf, parseJson } from '@seje/core';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { HashedFileWriter } from './hashed-file-writer.js';

const REMEDY = 'Delete that file, then run "seje preprocess" again.';

/**
 * The photos of one recipe, in order: each by its key in the photo feature cache, with the label that the
 * categoriser gives it where there is one, or why it has no feature.
 */
const rowSchema = z.strictObject({
  id: z.string().min(1),
  photos: z.array(
    z.union([
      z.strictObject({ key: z.string(), label: z.int().nonnegative().optional() }),
      z.strictObject({ error: z.enum(ERROR_CODES) }),
    ]),
  ),
});
export type PhotoTableRow = z.infer<typeof rowSchema>;

/** Writes rows as JSON lines, beside the file's final place, and renames it. @throws SejeError DISK_WRITE_FAILED */
export async function writePhotoTable(path: string, rows: AsyncIterable<PhotoTableRow>): Promise<void> {
  const aside = `${path}.building`;
  await rm(aside, { force: true });
  const writer = await HashedFileWriter.create(aside);
  try {
    for await (const row of rows) await writer.append(Buffer.from(`${JSON.stringify(row)}\n`));
    await writer.close();
  } catch (error) {
    await writer.abandon();
    await rm(aside, { force: true });
    throw error;
  }
  await rename(aside, path);
  await fsyncDirectory(dirname(path));
}

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function* readPhotoTable(path: string): AsyncGenerator<PhotoTableRow> {
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path) })) {
      const where = `${path} line ${++line}`;
      yield parseJson(rowSchema, text, { where, code: 'FILE_DAMAGED', remedy: REMEDY });
    }
  } catch (error) {
    if (error instanceof SejeError) throw error;
    throw new SejeError('FILE_NOT_FOUND', {
      message: `Could not read ${path}`,
      found: messageOf(error),
      remedy: REMEDY,
      cause: error,
    });
  }
}
