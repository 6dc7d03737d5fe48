import { SejeError, messageOf } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A photo and its class, by number. */
export interface LabelledPhoto {
  readonly path: string;
  readonly label: number;
}

/** Photos of dishes with their classes, in two parts that share none. */
export interface LabelledPhotos {
  /** Names of the classes as people read them; class i is label i. */
  readonly labels: readonly string[];
  readonly train: readonly LabelledPhoto[];
  readonly test: readonly LabelledPhoto[];
}

const META = 'meta';
const FILES = { classes: 'classes.txt', labels: 'labels.txt', train: 'train.txt', test: 'test.txt' } as const;
/** `<class>/<id>`, neither of which leaves the folder. */
const PHOTO_LINE = /^([^/\\]+)\/([^/\\]+)$/;
const REMEDY = 'Correct that file, or unpack the data set again.';

/**
 * Reads a data set in Food-101's layout: `images/<class>/<id>.jpg`; `meta/classes.txt` and `meta/labels.txt`, a
 * class a line, its folder and its name; `meta/train.txt` and `meta/test.txt`, a `<class>/<id>` a line. Whether
 * the photos are there shows when they are read.
 * @throws SejeError DATA_LAYOUT_UNKNOWN (a file of `meta` is missing), FILE_DAMAGED (the files contradict each
 * other, or a photo stands in both parts), DATA_EMPTY
 */
export async function readFood101Layout(directory: string): Promise<LabelledPhotos> {
  const [classes, labels, train, test] = await Promise.all(
    Object.values(FILES).map((name) => linesOf(directory, name)),
  );
  const numbers = new Map(classes!.map((name, number) => [name, number]));
  if (numbers.size !== classes!.length) throw damaged(FILES.classes, 'each class once', 'one twice');
  if (labels!.length !== classes!.length || new Set(labels).size !== labels!.length) {
    throw damaged(
      FILES.labels,
      `${classes!.length} different names, one for each line of ${FILES.classes}`,
      `${labels!.length} lines with ${new Set(labels).size} names`,
    );
  }
  const seen = new Map<string, string>();
  const photosOf = (lines: readonly string[], file: string): LabelledPhoto[] =>
    lines.map((line) => {
      const label = numbers.get(PHOTO_LINE.exec(line)?.[1] ?? '');
      if (label === undefined)
        throw damaged(file, `lines <class>/<id> with a class of ${FILES.classes}`, line);
      if (seen.has(line))
        throw damaged(file, `each photo once`, `${line}, which stands in ${seen.get(line)}`);
      seen.set(line, file);
      return { path: join(directory, 'images', `${line}.jpg`), label };
    });
  return {
    labels: labels!,
    train: photosOf(train!, FILES.train),
    test: photosOf(test!, FILES.test),
  };
}

async function linesOf(directory: string, name: string): Promise<string[]> {
  const path = join(directory, META, name);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new SejeError('DATA_LAYOUT_UNKNOWN', {
      message: `${directory} is no data set in Food-101's layout`,
      expected: `images/<class>/<id>.jpg and, in ${META}, ${Object.values(FILES).join(', ')}`,
      found: messageOf(error),
      remedy: 'Give the folder that holds `images` and `meta`.',
      cause: error,
    });
  });
  const lines = text.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 0) throw new SejeError('DATA_EMPTY', { message: `${path} is empty`, remedy: REMEDY });
  return filled;
}

function damaged(file: string, expected: string, found: string): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `${join(META, file)} of the photos is not as the layout wants it`,
    expected,
    found,
    remedy: REMEDY,
  });
}
