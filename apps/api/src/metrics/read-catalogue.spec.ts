import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { type CatalogueSources, readCatalogue } from './read-catalogue.js';

const sources = (changed: Partial<CatalogueSources> = {}): CatalogueSources => ({
  counts: async () => ({ recipes: 2, photos: 1 }),
  jobs: async () => [],
  written: async () => 8,
  answered: () => 6,
  ...changed,
});

describe('readCatalogue', () => {
  it('reads once for all metrics of a scrape, and anew for the next', async () => {
    let now = 0;
    let reads = 0;
    const counts = async () => ({ recipes: ++reads, photos: 0 });
    const read = readCatalogue(sources({ counts, now: () => now }));
    await Promise.all([read(), read(), read()]);
    expect((await read())!.counts.recipes).toBe(1);
    now = 15_000;
    expect(await read()).toMatchObject({ counts: { recipes: 2 }, lag: { changes: 2, seconds: 15 } });
  });

  it('has no lag without an index', async () => {
    expect((await readCatalogue(sources({ answered: () => undefined }))())!.lag).toBeUndefined();
  });

  it('knows nothing where the database is not open', async () => {
    const counts = async (): Promise<never> => {
      throw new SejeError('NOT_READY', { message: 'The catalogue is being opened' });
    };
    expect(await readCatalogue(sources({ counts }))()).toBeUndefined();
  });
});
