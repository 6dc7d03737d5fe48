import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Progress, SejeError } from '@seje/core';
import { type Generation, openGeneration, readGenerationManifest } from '@seje/retrieval';
import { openBundle } from '@seje/artifacts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildFromCatalogue } from '../../apps/api/src/engine/build-from-catalogue.js';
import type { BuiltGeneration } from '../../apps/api/src/engine/builder-protocol.js';
import type { ReadPage } from '../../apps/api/src/engine/embed-pages.js';
import { EnginePlaces } from './engine-places.js';
import { DISHES, photoIdOf } from './kitchen.js';

let places: EnginePlaces;
beforeAll(async () => {
  places = await EnginePlaces.open();
});
beforeEach(async () => {
  for (const name of ['work', 'generations']) await rm(places.path(name), { recursive: true, force: true });
});

function build(
  readPage: ReadPage = places.pages(),
  change: Parameters<EnginePlaces['builder']>[0] = {},
): Promise<BuiltGeneration> {
  return buildFromCatalogue(places.builder(change), { readPage, onProgress: () => undefined });
}

const directoryOf = ({ name }: BuiltGeneration): string => join(places.path('generations'), name);

async function opened(built: BuiltGeneration): Promise<Generation> {
  const { fingerprint, manifest } = await openBundle(places.path('bundle'));
  const expected = { bundleFingerprint: fingerprint, dimension: manifest.dimension };
  return openGeneration(directoryOf(built), expected);
}

/** Fails when it is asked for the page after `after`, as a process does that is killed there. */
function failingAt(after: string, pages: ReadPage): ReadPage {
  return async (asked) => {
    if (asked === after) throw new SejeError('DATABASE_FAILED', { message: 'gone' });
    return pages(asked);
  };
}

describe('buildFromCatalogue', () => {
  it('indexes every recipe and photo of every page, and says up to which change', async () => {
    const asked: (string | undefined)[] = [];
    const seen: Progress[] = [];
    const built = await buildFromCatalogue(
      places.builder({ expected: { recipes: DISHES.length, photos: DISHES.length } }),
      {
        readPage: places.pages(asked),
        onProgress: (progress) => seen.push(progress),
      },
    );
    const { manifest, recipes, images } = await opened(built);
    expect(manifest).toMatchObject({ catalogueSequence: 12, recipes: { count: 6 }, images: { count: 6 } });
    expect(DISHES.every((dish) => recipes.has(dish.id) && images.has(photoIdOf(dish)))).toBe(true);
    expect(asked).toEqual([undefined, '2', '4']);
    const embedded = seen.filter(({ step }) => step === 'embed catalogue');
    expect(embedded.map(({ done }) => done)).toEqual([1, 2, 2, 3, 4, 4, 5, 6, 6]);
    expect(embedded.at(-1)).toMatchObject({ total: 6 });
  });

  it('goes on after the last page that was embedded, and ends with the same', async () => {
    const whole = await opened(await build());
    await rm(places.path('work'), { recursive: true });
    await expect(build(failingAt('4', places.pages()))).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    expect(await readdir(places.path('work'))).toEqual(['page-000000', 'page-000001']);
    const asked: (string | undefined)[] = [];
    const resumed = await opened(await build(places.pages(asked)));
    expect(asked).toEqual(['4']);
    expect(resumed.manifest.files).toEqual(whole.manifest.files);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['with a byte changed', (bytes: Buffer) => bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1)],
    ['empty', () => Buffer.alloc(0)],
  ])('embeds anew from a page that is %s', async (_, damage) => {
    await build();
    const path = join(places.path('work'), 'page-000001');
    await writeFile(path, damage(await readFile(path)));
    const asked: (string | undefined)[] = [];
    await build(places.pages(asked));
    expect(asked).toEqual(['2', '4']);
  });

  it('takes up nothing of another bundle or another state of the catalogue', async () => {
    await build();
    const asked: (string | undefined)[] = [];
    await build(places.pages(asked), { catalogueSequence: 13 });
    await build(places.pages(asked), { catalogueSequence: 13, bundle: places.path('other-bundle') });
    expect(asked).toEqual([undefined, '2', '4', undefined, '2', '4']);
  });

  it('leaves out what cannot be embedded', async () => {
    const [first, ...others] = places.catalogue;
    const lost = { ...first!, title: '', ingredients: [], instructions: [] };
    const photos = [{ id: 'lost.jpg', content: '0'.repeat(64) }];
    const readPage: ReadPage = async () => ({ recipes: [{ ...lost, photos }, ...others] });
    const { report } = await build(readPage);
    expect(report.embedded).toEqual({ recipes: 5 / 6, images: 5 / 6 });
    expect(report.new.indexed).toEqual({ recipes: 5, images: 5 });
  });

  it('measures the new generation beside the one that answers', async () => {
    const live = await build();
    await rm(places.path('work'), { recursive: true });
    const { name, report } = await build(places.pages(), {
      live: directoryOf(live),
      bundle: places.path('other-bundle'),
    });
    const { bundleFingerprint } = await readGenerationManifest(directoryOf(live));
    expect(report).toMatchObject({
      pairs: 6,
      rankingJudged: false,
      new: { name },
      old: { name: live.name, bundleFingerprint },
      kept: { recipes: 1, images: 1 },
    });
    expect(report.new.bundleFingerprint).not.toBe(bundleFingerprint);
  });

  it('says at once where the generation to compare with cannot be read', async () => {
    const asked: (string | undefined)[] = [];
    const broken = build(places.pages(asked), { live: places.path('nowhere') });
    await expect(broken).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(asked).toEqual([]);
  });
});
