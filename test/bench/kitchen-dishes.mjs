// Photos of synthetic kitchens by kind of dish, in Food-101's layout: what a categoriser of its dishes learns from.
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Photos of each partition: the categoriser draws its validation photos from the train ones. */
const PARTS = { train: ['train', 'val'], test: ['test'] };
/** Written last, so that a folder that has it is whole. */
const LAST = 'classes.txt';

/** Writes `images/<kind>/<id>.jpg` as hard links to the kitchens' photos, and `meta/`; done once. */
export async function writeDishes(kitchens, out) {
  if (existsSync(join(out, 'meta', LAST))) return;
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'meta'), { recursive: true });
  const recipes = (await Promise.all(kitchens.map(truthOf))).flat();
  const kinds = [...new Set(recipes.map(({ kind }) => kind))].toSorted((a, b) => a.localeCompare(b));
  for (const kind of kinds) await mkdir(join(out, 'images', kind), { recursive: true });
  for (const { kitchen, kind, partition, photos } of recipes) {
    for (const { id } of photos)
      await link(join(kitchen, 'images', partition, ...id.slice(0, 4), id), join(out, 'images', kind, id));
  }
  const lines = (partitions) =>
    recipes
      .filter(({ partition }) => partitions.includes(partition))
      .flatMap(({ kind, photos }) => photos.map(({ id }) => `${kind}/${id.replace(/\.jpg$/, '')}`));
  const meta = (name, content) => writeFile(join(out, 'meta', name), `${content.join('\n')}\n`);
  await meta('train.txt', lines(PARTS.train));
  await meta('test.txt', lines(PARTS.test));
  await meta(
    'labels.txt',
    kinds.map((kind) => kind.replaceAll('_', ' ')),
  );
  await meta(LAST, kinds);
}

async function truthOf(kitchen) {
  const recipes = JSON.parse(await readFile(join(kitchen, 'truth.json'), 'utf8'));
  return recipes.map(({ kind, partition, photos }) => ({ kitchen, kind, partition, photos }));
}
