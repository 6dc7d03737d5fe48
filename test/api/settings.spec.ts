import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/operations.md names every setting of the service', () => {
  const sources = ['apps/api/src/config.ts', 'apps/api/src/photo-settings.ts'].map(read).join('\n');
  const settings = [...sources.matchAll(/^ {2}([A-Z][A-Z0-9_]{3,}):/gm)].map(([, name]) => name!);
  expect(settings.length).toBeGreaterThan(15);
  // A row names several that belong together by their ends: `SEJE_PHOTOS_S3_ENDPOINT`, `_BUCKET`.
  const named = new Set<string>();
  for (const row of read('docs/operations.md').split('\n')) {
    const names = [...row.matchAll(/`([A-Z_][A-Z0-9_]+)`/g)].map(([, name]) => name!);
    const [first = ''] = names;
    const stem = first.slice(0, first.lastIndexOf('_S3_') + '_S3'.length);
    for (const name of names) named.add(name.startsWith('_') ? `${stem}${name}` : name);
  }
  expect(settings.filter((name) => !named.has(name))).toEqual([]);
});
