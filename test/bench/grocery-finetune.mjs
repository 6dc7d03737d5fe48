// `npm run bench -- grocery-finetune`: a fine-tuned trunk against the linear probe on the frozen one, same test photos.
import { join } from 'node:path';
import { builtTraining } from './built-training.mjs';
import { dishPhotos } from './grocery-photos.mjs';
import { seje } from './measurements.mjs';

const SEEDS = [1, 2, 3];
const HEAD = [
  'seed',
  'epoch kept',
  'validation top-1, before and after',
  'probe, test top-1',
  'fine-tuned, test top-1',
  'difference, points',
  'right by one alone: probe, fine-tuned',
  'p',
];
/** The last stage alone, on kept maps, so that three seeds take minutes and not hours on two cores. */
const SETTINGS = ['--stages', '1', '--views', '2', '--epochs', '3'];

/** @param args seeds to run in place of all three, e.g. `1` */
export async function measureGroceryFinetuning(folder, args) {
  const photos = dishPhotos();
  if (photos === undefined) return;
  const seeds = args.filter((arg) => /^\d+$/.test(arg));
  const { markdownTable, percent } = await builtTraining([
    'reporting/markdown-table.js',
    'reporting/percent.js',
  ]);
  const rows = [];
  let report;
  for (const seed of seeds.length > 0 ? seeds : SEEDS) {
    const out = join(folder, `seed-${seed}`);
    const paths = ['--photos', photos, '--out', out, '--seed', `${seed}`];
    report = JSON.parse(
      await seje('categoriser', ...paths, '--engine', 'native', '--finetune', ...SETTINGS, '--json'),
    );
    rows.push(rowOf(seed, report, percent));
  }
  const { labels, trainPhotos, validationPhotos, test, finetuning } = report;
  process.stdout.write(
    `\n${markdownTable(HEAD, rows)}\n${trainPhotos} train photos, ${validationPhotos} of them to choose the epoch by, ` +
      `${test.photos} test photos, ${labels.length} classes; p: McNemar, exact, two-sided\n` +
      `Settings: ${JSON.stringify(finetuning.settings)}; trained and exported trunk differ by at most ` +
      `${finetuning.trunkParity.toExponential(1)} of the largest feature\n`,
  );
}

function rowOf(seed, { finetuning, test }, percent) {
  const { history, bestEpoch, probe } = finetuning;
  const [before, after] = [history[0], history[bestEpoch]].map(({ validation }) => percent(validation.top1));
  return [
    `${seed}`,
    `${bestEpoch} of ${history.length - 1}`,
    `${before}, ${after}`,
    percent(probe.top1),
    percent(test.top1),
    (100 * (test.top1 - probe.top1)).toFixed(1),
    `${probe.onlyFirst}, ${probe.onlySecond}`,
    probe.p.toPrecision(2),
  ];
}
