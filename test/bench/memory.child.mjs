// The measured process of `npm run bench -- memory`: the text stages on a kitchen without photos, RSS sampled.
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { root, folder, kitchen, dimension } = JSON.parse(process.argv[2]);
const built = (path) => import(pathToFileURL(join(root, 'dist/training', path)).href);
const { openRecipeSource } = await built('libs/catalogue/src/index.js');
const { openTextFeatureExtractor } = await built('libs/preprocessing/src/index.js');
const { extractTexts } = await built('training/src/data/extract-texts.js');
const { TextFeatureShards } = await built('training/src/data/text-feature-shards.js');
const { experimentOf } = await built('training/src/experiment.js');
const phaseOneAt = (name) => built(`training/src/stages/phase-one/${name}.js`);
const { PhaseOneStages } = await phaseOneAt('phase-one-stages');
const { readAll } = await phaseOneAt('read.stage');
const { lexiconStage } = await phaseOneAt('lexicon.stage');
const { termsStage } = await phaseOneAt('terms.stage');
const { textStateStage } = await phaseOneAt('text-state.stage');
const { categoriesStage } = await phaseOneAt('categories.stage');
const { RunFolder } = await built('training/src/stages/run-folder.js');

const SAMPLE_MS = 500;
const ROWS_A_STEP = 10;
const MIB = 2 ** 20;
const SUBSAMPLE = 1e-5;

const curve = join(folder, 'memory.csv');
writeFileSync(curve, 'seconds,step,done,rss_mib,heap_used_mib,array_buffers_mib\n');
const started = performance.now();
/** step -> its samples */
const steps = new Map();
let now = { step: 'opening', done: 0 };
const sample = () => {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const seconds = (performance.now() - started) / 1000;
  const row = { ...now, seconds, rss: rss / MIB, heap: heapUsed / MIB, buffers: arrayBuffers / MIB };
  if (!steps.has(now.step)) steps.set(now.step, []);
  steps.get(now.step).push(row);
  const numbers = [row.rss, row.heap, row.buffers].map((value) => value.toFixed(1));
  appendFileSync(curve, `${seconds.toFixed(1)},${now.step},${now.done},${numbers.join(',')}\n`);
};
const timer = setInterval(sample, SAMPLE_MS);
let sampledAt = 0;
const onProgress = ({ step, done }) => {
  now = { step, done };
  if (performance.now() - sampledAt < SAMPLE_MS) return; // a stream that never waits starves the timer
  sampledAt = performance.now();
  sample();
};

const run = new RunFolder(join(folder, 'run'));
rmSync(run.path, { recursive: true, force: true });
const source = await openRecipeSource(kitchen);
// the vectors' quality is not looked at: nearly every occurrence is read and passed over
const text = { termDimension: Number(dimension), iterations: 1, subsample: SUBSAMPLE };
const experiment = experimentOf({ name: 'memory', text });
const { signal } = new AbortController();
const stages = new PhaseOneStages(run, async () => undefined);
const phaseOne = { run, experiment, source, stages, provider: 'cpu', onProgress, signal };

await run.exclusively(async () => {
  const found = await readAll(source, { maxPhotos: 1, onProgress, signal });
  const read = { sha256: '', report: { ...found, dataFingerprint: '' } };
  const lexicon = await lexiconStage(phaseOne, read);
  const terms = await termsStage(phaseOne, { read, lexicon });
  await textStateStage(phaseOne, { lexicon, terms });
  await categoriesStage(phaseOne, read);
  const extractor = await openTextFeatureExtractor(run.text, { provider: 'cpu' });
  const shards = await TextFeatureShards.create(run.textFeatures, {
    inputs: '',
    dimensions: { term: extractor.termDimension, sentences: extractor.sentenceDimension },
  });
  async function* counted() {
    let done = 0;
    for await (const record of source.read()) {
      yield record;
      onProgress({ step: 'text features', done: ++done });
    }
  }
  await shards.append(extractTexts(counted(), extractor));
  await extractor.release();
  process.stdout.write(
    `${found.read.recipes} recipes, ${terms.report.tokens} terms read, ${terms.report.terms} with a vector of ` +
      `${dimension}\n\n`,
  );
});
clearInterval(timer);

process.stdout.write('step                    done   seconds   RSS MiB   heap MiB   buffers MiB\n');
let most = 0;
for (const [step, rows] of steps) {
  const every = Math.max(1, Math.floor(rows.length / ROWS_A_STEP));
  for (const row of rows) most = Math.max(most, row.rss);
  for (const row of rows.filter((_, i) => i % every === 0 || i === rows.length - 1)) {
    const numbers = [row.seconds, row.rss, row.heap, row.buffers].map((value) =>
      value.toFixed(0).padStart(9),
    );
    process.stdout.write(`${step.padEnd(20)} ${String(row.done).padStart(8)} ${numbers.join(' ')}\n`);
  }
}
process.stdout.write(`\nmost: ${most.toFixed(0)} MiB of RSS; every sample in ${curve}\n`);
