// `npm run bench -- grocery-photos`: how often the linear probe names a photo that it has not seen.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtTraining } from './built-training.mjs';
import { seje } from './measurements.mjs';

/** Natural photos of 81 grocery classes; SEJE_DISH_PHOTOS names another data set in Food-101's layout. */
const GROCERY_PHOTOS = '../shared/data/grocery-store-food101-layout';
const SEEDS = [1, 2, 3];
/** Confused pairs that are printed. */
const SHOWN_PAIRS = 10;

/** The folder of photos; where there is none, says so. */
export function dishPhotos() {
  const photos = resolve(process.env.SEJE_DISH_PHOTOS ?? GROCERY_PHOTOS);
  if (existsSync(join(photos, 'meta', 'classes.txt'))) return photos;
  return void process.stdout.write(
    `Skipped: ${photos} has no meta/classes.txt; name the folder with SEJE_DISH_PHOTOS.\n`,
  );
}

/** Trains a categoriser with each seed on the same photo features and prints a row of figures for each. */
export async function measureGroceryPhotos(folder) {
  const photos = dishPhotos();
  if (photos === undefined) return;
  const { markdownTable, percent } = await builtTraining([
    'reporting/markdown-table.js',
    'reporting/percent.js',
  ]);
  const rows = [];
  let report;
  for (const seed of SEEDS) {
    const out = join(folder, `seed-${seed}`);
    report = JSON.parse(
      await seje('categoriser', '--photos', photos, '--out', out, '--seed', `${seed}`, '--json'),
    );
    const { chosen, test } = report;
    const shares = [chosen.top1, test.top1, test.top5].map(percent);
    rows.push([`${seed}`, `${chosen.l2}, ${chosen.epochs}`, ...shares]);
  }
  const { labels, trainPhotos, dropped, backbone, test } = report;
  const { majority, mostConfused } = test;
  const head = ['seed', 'penalty, epochs', 'validation top-1', 'test top-1', 'test top-5'];
  process.stdout.write(
    `\n${markdownTable(head, rows)}\nalways "${majority.label}": ${percent(majority.top1)}\n` +
      `${trainPhotos} train photos, ${test.photos} test photos, ${labels.length} classes, on ${backbone}; ` +
      `left out ${JSON.stringify(dropped)}\nMost confused, last seed:\n`,
  );
  for (const { label, takenFor, photos: count, of } of mostConfused.slice(0, SHOWN_PAIRS)) {
    process.stdout.write(`  ${label} taken for ${takenFor}: ${count} of ${of}\n`);
  }
}
