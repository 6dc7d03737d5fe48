import { SejeError, messageOf } from '@seje/core';
import { createReadStream } from 'node:fs';
import { type StreamArrayItem, streamArray } from 'stream-json/streamers/stream-array.js';

/**
 * The elements of a file that is one JSON array, parsed one by one.
 * @throws SejeError FILE_DAMAGED where the file is cut short, is no JSON or no array
 */
export async function* elementsOf(path: string): AsyncGenerator {
  const file = createReadStream(path);
  const elements = streamArray.withParserAsStream({ streamValues: false });
  file.on('error', (error) => elements.destroy(error)).pipe(elements);
  try {
    for await (const { value } of elements as AsyncIterable<StreamArrayItem>) yield value;
  } catch (error) {
    throw damaged(path, error);
  } finally {
    file.destroy();
  }
}

export function damaged(path: string, cause: unknown): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `${path} cannot be read to its end`,
    expected: 'a JSON array of objects',
    found: messageOf(cause),
    remedy: 'Copy or download the file again; a cut-short download is the usual reason.',
    cause,
  });
}
