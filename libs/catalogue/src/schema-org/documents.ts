import { messageOf } from '@seje/core';
import { createReadStream } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DROP } from '../drop-reason.js';
import { elementsOf } from '../json-array.js';
import type { ReadCounter } from '../read-counter.js';

const JSON_FILES = ['.json', '.jsonld'];
const LINE_FILES = ['.ndjson', '.jsonl'];
/** Bytes looked at to tell an array from an object. */
const PEEK = 1024;

/** One JSON value of a document, and where it stands, e.g. `recipes.ndjson line 3`. */
export interface PlacedValue {
  readonly value: unknown;
  readonly place: string;
  /** Name of a recipe that has no other: the file's name, with the value's number in lists. */
  readonly name: string;
}

/** The folder that photos are looked up in, and the documents directly in it, sorted by name. */
export async function findDocuments(path: string): Promise<{ folder: string; documents: string[] }> {
  if ((await stat(path)).isFile())
    return { folder: dirname(path), documents: isDocument(path) ? [path] : [] };
  const names = (await readdir(path)).filter(isDocument).sort();
  return { folder: path, documents: names.map((name) => join(path, name)) };
}

function isDocument(path: string): boolean {
  return [...JSON_FILES, ...LINE_FILES].includes(extname(path).toLowerCase());
}

/**
 * The values of a document: an NDJSON file's line by line, a JSON array's element by element, both in
 * constant memory; any other JSON document as one value. What is not JSON is counted.
 * @throws SejeError FILE_DAMAGED where an array is cut short
 */
export async function* valuesOf(path: string, counter: ReadCounter): AsyncGenerator<PlacedValue> {
  const file = basename(path);
  const name = basename(path, extname(path));
  if (LINE_FILES.includes(extname(path).toLowerCase())) {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      line++;
      const place = `${file} line ${line}`;
      const parsed = text.trim() === '' ? undefined : parse(text, place, counter);
      if (parsed !== undefined) yield { ...parsed, place, name: `${name}-${line}` };
    }
  } else if (await startsArray(path)) {
    let element = 0;
    for await (const value of elementsOf(path)) {
      element++;
      yield { value, place: `${file} element ${element}`, name: `${name}-${element}` };
    }
  } else {
    const parsed = parse(await readFile(path, 'utf8'), file, counter);
    if (parsed !== undefined) yield { ...parsed, place: file, name };
  }
}

function parse(text: string, place: string, counter: ReadCounter): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    counter.drop(DROP.notJson, `${place}: ${messageOf(error)}`);
    return undefined;
  }
}

async function startsArray(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PEEK), 0, PEEK, 0);
    return /^\uFEFF?\s*\[/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
