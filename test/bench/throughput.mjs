// `npm run bench -- throughput`: how fast Phase I is: text a core, photos against ONNX Runtime alone.
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultsOf, ensureBuilt } from '../../bin/build.mjs';
import { seje } from './measurements.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = (path) => import(pathToFileURL(join(root, 'dist/training', path)).href);
const BATCH = 8;

/** @param folder takes the kitchens and the text state */
export async function measureThroughput(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      recipes: { type: 'string', default: '5000' },
      photos: { type: 'string', default: '64' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
    },
  });
  await ensureBuilt(root, ['training']);
  await mkdir(folder, { recursive: true });
  if (values.only !== 'photos') await measureText(folder, values);
  if (values.only !== 'text') await measurePhotos(folder, values);
}

async function measureText(folder, { recipes }) {
  const kitchen = join(folder, `text-${recipes}`);
  await seje('synthesize', '--recipes', recipes, '--seed', '1', '--text-only', '--out', kitchen);
  const { openRecipeSource } = await built('libs/catalogue/src/index.js');
  const { openTextFeatureExtractor } = await built('libs/preprocessing/src/index.js');
  const { extractTexts } = await built('training/src/data/extract-texts.js');
  const { extractTextsOnThreads } = await built('training/src/data/extract-texts-on-threads.js');
  const source = await openRecipeSource(kitchen);
  const cores = availableParallelism();
  process.stdout.write(
    `Text features, f_term and f_sent of 300 numbers, ${recipes} recipes of the kitchen:\n` +
      '  key terms        threads   recipes/s   recipes/s and core (by CPU time)\n',
  );
  for (const keyTerms of ['all-words', 'spec']) {
    const directory = join(folder, `text-state-${keyTerms}`);
    await fitState(directory, { source, keyTerms });
    const records = [];
    for await (const record of source.read()) records.push(record);
    const stream = async function* () {
      yield* records;
    };
    const extractor = await openTextFeatureExtractor(directory, { provider: 'cpu' });
    await timed(extractTexts(records.slice(0, 500), extractor));
    for (const threads of [1, cores]) {
      const texts =
        threads === 1
          ? extractTexts(stream(), extractor)
          : extractTextsOnThreads(stream(), { directory, provider: 'cpu', threads });
      const { count, seconds, cpuSeconds } = await timed(texts);
      const [wall, core] = [count / seconds, count / cpuSeconds].map((n) => n.toFixed(0));
      process.stdout.write(
        `  ${keyTerms.padEnd(16)} ${String(threads).padStart(7)} ${wall.padStart(11)} ${core.padStart(11)}\n`,
      );
    }
    await extractor.release();
  }
}

async function fitState(directory, { source, keyTerms }) {
  const { writeVocabBin } = await built('libs/preprocessing/src/index.js');
  const { experimentOf } = await built('training/src/experiment.js');
  const { fitLexicon } = await built('training/src/fitting/fit-lexicon.js');
  const { fitTerms } = await built('training/src/fitting/fit-terms.js');
  const { writeFittedText } = await built('training/src/fitting/fit-text-state.js');
  const { trainRecipes } = await built('training/src/fitting/train-recipes.js');
  const settings = experimentOf({ name: 'throughput', text: { iterations: 1, keyTerms } }).text;
  const onProgress = () => undefined;
  const train = () => trainRecipes(source.read(), { step: '', onProgress });
  const { lexicon } = await fitLexicon(train(), settings);
  const fitting = { settings, lexicon, seed: 1, scratch: directory, onProgress };
  const { vectors, frequencies } = await fitTerms(train(), fitting);
  await writeVocabBin(join(directory, 'vocab.bin'), vectors);
  await writeFittedText(directory, {
    settings,
    lexicon,
    documents: frequencies.documents,
    documentFrequencies: Object.fromEntries(frequencies.frequencies),
    termDimension: vectors.dimension,
    termCount: vectors.size,
  });
}

async function timed(items) {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let count = 0;
  for await (const _ of items) count++;
  const { user, system } = process.cpuUsage(cpu);
  return { count, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** Both in turn, round after round, so that what else the machine does falls on both. */
async function measurePhotos(folder, { photos, rounds }) {
  const kitchen = join(folder, `photos-${photos}`);
  await seje('synthesize', '--recipes', photos, '--seed', '1', '--out', kitchen);
  const files = readdirSync(join(kitchen, 'images'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, Number(photos))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  const { createOnnxSession } = await built('libs/artifacts/src/index.js');
  const { PhotoTrunk } = await built('libs/encoders/src/index.js');
  const { photoTensors } = await built('libs/preprocessing/src/index.js');
  const { loadBackbone } = await built('training/src/backbones/load-backbone.js');
  const backbone = await loadBackbone('resnet50', { ...defaultsOf(root), onProgress: () => undefined });
  const { path, preprocessing, featureDimension, output, input } = backbone;
  const session = await createOnnxSession(path, { provider: 'cpu' });
  const trunk = new PhotoTrunk({ session, preprocessing, featureDimension, outputName: output });

  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const bare = await InferenceSession.create(path, { executionProviders: ['cpu'] });
  const tensors = await photoTensors(files, preprocessing);
  const { crop, layout } = preprocessing;
  const size = layout === 'nchw' ? [3, crop, crop] : [crop, crop, 3];
  const batches = [];
  for (let start = 0; start < tensors.length; start += BATCH) {
    const some = tensors.slice(start, start + BATCH);
    const data = new Float32Array(some.reduce((sum, { length }) => sum + length, 0));
    for (const [i, tensor] of some.entries()) data.set(tensor, i * tensor.length);
    batches.push(new Tensor('float32', data, [some.length, ...size]));
  }
  const runBare = async () => {
    for (const batch of batches) await bare.run({ [input]: batch });
  };
  const runSession = async () => {
    for (const { dims, data } of batches) await session.run({ [input]: { dims, data } });
  };
  const runOurs = () => trunk.featuresOf(files);
  const decode = () => photoTensors(files, preprocessing);
  const rates = { bare: [], session: [], ours: [], decode: [] };
  const ratios = [];
  const rate = async (work) => {
    const started = performance.now();
    await work();
    return files.length / ((performance.now() - started) / 1000);
  };
  await runBare();
  await runOurs();
  for (let round = 0; round < Number(rounds); round++) {
    rates.bare.push(await rate(runBare));
    rates.session.push(await rate(runSession));
    rates.ours.push(await rate(runOurs));
    rates.decode.push(await rate(decode));
    ratios.push(rates.ours.at(-1) / Math.max(rates.bare.at(-1), rates.session.at(-1)));
  }
  process.stdout.write(
    `\nPhotos, ${files.length} JPEGs of the kitchen (352 x 352), ${backbone.name}, batches of ${BATCH}, ` +
      `median of ${rounds} rounds in turn:\n` +
      `  ONNX Runtime alone, tensors ready      ${median(rates.bare).toFixed(1)} photos/s\n` +
      `  the same without spinning threads      ${median(rates.session).toFixed(1)} photos/s\n` +
      `  PhotoTrunk: decode, resize, trunk      ${median(rates.ours).toFixed(1)} photos/s\n` +
      `  decode and resize alone                ${median(rates.decode).toFixed(1)} photos/s\n` +
      `  PhotoTrunk / the faster of the first two ${median(ratios).toFixed(2)} (rounds: ${ratios.map((r) => r.toFixed(2)).join(', ')})\n`,
  );
  await trunk.release();
  await bare.release();
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
