/*
 * Our training step for `npm run bench -- train-step`, on one engine; the protocol is that of pytorch/train_step.py.
 * Usage: node ours.child.mjs PROBLEM THREADS native|wasm|native-gpu
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { builtTraining } from '../built-training.mjs';

const [path, threads, engineName] = process.argv.slice(2);
process.env.SEJE_THREADS = threads;

const built = await builtTraining([
  'data/sentences/sentences-in-memory.js',
  'experiment.js',
  'learner.js',
  'networks/named-weights.js',
  'networks/safetensors.js',
  'tensor-engine/open-tensor-engine.js',
  'train-step.js',
]);
const { Learner, SentencesInMemory, decodeSafetensors, experimentOf, openTensorEngine, trainStep, under } =
  built;

const { arrays, metadata } = decodeSafetensors(await readFile(path), path);
const { network, loss, seed, batchSize, learningRate } = JSON.parse(metadata.settings);
const experiment = experimentOf({ name: 'train-step', seed, network, loss });
const featureSet = featuresOf(arrays);
const { tf, version } = await openTensorEngine(engineName);
const learner = new Learner(tf, { featureSet, experiment }, savedOf(arrays));
const { shares } = arrays;
let taken = 0;

function answer(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function matrix({ shape: [rows, columns], data }) {
  return { rows, columns, data };
}

function featuresOf({ term, sentences, photos, lengths, categories }) {
  const categoryCount = arrays['classifier.category.bias'].data.length;
  let sentenceStart = 0;
  const rows = Array.from(lengths.data, (sentenceCount, i) => {
    const row = {
      id: String(i),
      partition: 'train',
      termRow: i,
      sentenceStart,
      sentenceCount,
      photoRows: [i],
    };
    sentenceStart += sentenceCount;
    return { ...row, category: categories.data[i] };
  });
  return {
    rows,
    term: matrix(term),
    sentences: new SentencesInMemory(matrix(sentences)),
    photos: matrix(photos),
    categoryCount,
    fingerprint: path,
  };
}

/** The problem's weights as a learner's state; Adam begins at zero. */
function savedOf(all) {
  const zeros = (weights) =>
    Object.fromEntries(
      Object.entries(weights)
        .filter(([name]) => !name.includes('moving'))
        .flatMap(([name, { shape, data }]) =>
          ['mean', 'square'].map((moment) => [
            `${name}.${moment}`,
            { shape, data: new Float32Array(data.length) },
          ]),
        ),
    );
  const of = (prefix) => under(prefix, all);
  const prefixes = ['recipe.', 'image.', 'classifier.'];
  const moved = Object.fromEntries(
    Object.entries(all).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))),
  );
  return {
    weights: { recipe: of('recipe.'), image: of('image.') },
    classifier: of('classifier.'),
    discriminator: of('discriminator.'),
    adam: { steps: 0, moments: zeros(moved) },
    discriminatorAdam: { steps: 0, moments: zeros(of('discriminator.')) },
  };
}

function step() {
  const first = (taken * batchSize) % featureSet.rows.length;
  const batch = featureSet.rows
    .slice(first, first + batchSize)
    .map((row) => ({ row, photoRow: row.photoRows[0], withoutInstructions: false }));
  let at = (taken * batchSize) % shares.data.length;
  const random = { float: () => shares.data[at++] };
  taken++;
  return trainStep({ tf, learner, featureSet, loss, random }, batch, learningRate).total;
}

answer({ version });
for await (const line of createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const [milliseconds, losses] = [[], []];
  for (let n = JSON.parse(line).steps; n > 0; n--) {
    const started = performance.now();
    losses.push(step());
    milliseconds.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  answer({ milliseconds, cpuSeconds: (user + system) / 1e6, losses });
}
learner.dispose();
