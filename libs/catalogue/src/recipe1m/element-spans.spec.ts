import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '@seje/core';
import { expect, it } from 'vitest';
import { listed, writtenFolder } from '../../test/written-folder.js';
import { elementsOf } from '../json-array.js';
import { elementSpans } from './element-spans.js';

it('cuts an array where a JSON parser does, across chunks', async () => {
  const random = Random.fromSeed(5);
  const words = ['plain', '"quoted"', 'back\\slash\\', '{', '}]', '[', '½ café', '🍲', '\n', '\u0000'];
  const text = (): string => Array.from({ length: random.int(40) }, () => random.pick(words)).join(' ');
  const value = (depth: number): unknown => {
    const kind = random.int(depth > 3 ? 3 : 5);
    if (kind === 0) return text();
    if (kind === 1) return random.normal();
    if (kind === 2) return random.pick([true, false, null]);
    const children = Array.from({ length: random.int(5) }, () => value(depth + 1));
    return kind === 3 ? children : Object.fromEntries(children.map((child) => [text(), child]));
  };
  const items = Array.from({ length: 9000 }, (_, i) => ({ id: i, value: value(0) }));
  const folder = await writtenFolder({ 'a.json': JSON.stringify(items, null, 1) });
  const bytes = await readFile(join(folder, 'a.json'));
  expect(bytes.length).toBeGreaterThan(2 * 2 ** 20);

  const spans = await listed(elementSpans(join(folder, 'a.json')));
  expect(spans.map((span) => JSON.parse(span.text) as unknown)).toEqual(
    await listed(elementsOf(join(folder, 'a.json'))),
  );
  expect(spans.every(({ start, end, text }) => bytes.toString('utf8', start, end) === text)).toBe(true);
});
