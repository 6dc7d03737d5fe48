// `npm run bench -- <name>`: the measurements that the README quotes, each from data to table.
import { cpus } from 'node:os';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measureAblation } from './ablation.mjs';
import { measureRecipeArithmetic } from './arithmetic.mjs';
import { measureCatalogueStore } from './catalogue-store.mjs';
import { measureEvaluation } from './evaluation.mjs';
import { measureGpuServing } from './gpu-serving.mjs';
import { measureGroceryFinetuning } from './grocery-finetune.mjs';
import { measureGroceryPhotos } from './grocery-photos.mjs';
import { measureTagger } from './ingredient-tagger.mjs';
import { measureKitchenCategories } from './kitchen-categories.mjs';
import { measureKitchenTerms } from './kitchen-terms.mjs';
import { measureMedianRank } from './median-rank.mjs';
import { measureMemory } from './memory.mjs';
import { measureMetrics } from './metrics-overhead.mjs';
import { measurePresets } from './presets.mjs';
import { measureThroughput } from './throughput.mjs';
import { measureTrainStep } from './train-step.mjs';
import {
  PUBLIC_DOMAIN_RECIPES,
  measureKitchen,
  measureRealRecipes,
  measureRendering,
} from './measurements.mjs';
import { measureUnderLoad } from '../load/main.mjs';
import { measureWord2Vec } from './word2vec.mjs';
import { measureSentences } from './sentence-encoder.mjs';
import { measureSentenceShards } from './sentence-shards.mjs';

/** name -> what it measures, and how long it takes on two cores. */
const MEASUREMENTS = {
  'kitchen-easy': {
    about: 'synthetic kitchen, easy, 1,000 recipes: trained, trained on shuffled pairs, ridge (about 6 min)',
    run: (folder) =>
      measureKitchen(folder, {
        recipes: 1000,
        difficulty: 'easy',
        experiment: 'demo',
        shuffledToo: true,
        bag: 100,
      }),
  },
  'kitchen-hard': {
    about: 'synthetic kitchen, hard, 10,000 recipes: trained and ridge side by side (about 45 min)',
    run: (folder) =>
      measureKitchen(folder, {
        recipes: 10_000,
        difficulty: 'hard',
        experiment: 'kitchen-hard',
        shuffledToo: false,
        bag: 1000,
      }),
  },
  'real-recipes': {
    about: 'public-domain recipes with photos: five seeds of a trained model, and ridge (about 5 min)',
    run: (folder) => {
      const data = resolve(process.env.SEJE_REAL_RECIPES ?? PUBLIC_DOMAIN_RECIPES);
      if (existsSync(join(data, 'layer1.json')))
        return measureRealRecipes(folder, { data, seeds: [1, 2, 3, 4, 5] });
      return void process.stdout.write(
        `Skipped: ${data} has no layer1.json; name the folder with SEJE_REAL_RECIPES.\n`,
      );
    },
  },
  ablation: {
    about:
      'what ratings, f_sent and f_cat are worth: `ablation kitchen` or `ablation real` (an hour or more)',
    run: measureAblation,
  },
  presets: {
    about:
      'SEJE, its rivals, ridge and CCA, and SEJE without each idea: `presets kitchen`, `presets real` (hours)',
    run: measurePresets,
  },
  'kitchen-terms': {
    about: "key terms of the synthetic kitchen's text beside its truth (about 10 s)",
    run: measureKitchenTerms,
  },
  'kitchen-categories': {
    about: 'recipe categories of the synthetic kitchen beside its kinds of dish (about 10 s)',
    run: measureKitchenCategories,
  },
  word2vec: {
    about: 'term embeddings: words a second and neighbours against gensim, 1 and 2 threads (about 3 min)',
    run: measureWord2Vec,
  },
  'grocery-photos': {
    about: 'linear probe on 2,640 photos of 81 grocery classes, 296 to test it, three seeds (about 8 min)',
    run: measureGroceryPhotos,
  },
  'grocery-finetune': {
    about:
      'last stage of the trunk fine-tuned on those photos, against the linear probe, three seeds (about 20 min, 3 GB on disk, native engine; seeds)',
    run: measureGroceryFinetuning,
  },
  'ingredient-tagger': {
    about:
      'ingredient tagger: split of labelled lines, one source against the other, kitchens (about 20 min)',
    run: measureTagger,
  },
  'sentence-encoder': {
    about: 'the sentence encoder `lstm` on public-domain recipes beside bags of words (about 8 min)',
    run: measureSentences,
  },
  'sentence-shards': {
    about:
      'sentence features as float16 shards: written, and read by batch (about 1 min, 1 GB on disk; --recipes)',
    run: measureSentenceShards,
  },
  arithmetic: {
    about: 'recipe arithmetic on a trained kitchen: --run <run> --data <kitchen> (about 1 min)',
    run: measureRecipeArithmetic,
  },
  'catalogue-store': {
    about:
      'embedded databases: start, memory, import, durable writes, SIGKILL (about 5 min; --rounds, --store-only)',
    run: measureCatalogueStore,
  },
  'metrics-overhead': {
    about: 'CPU time that counting costs a query and a request, and a scrape (about 10 s)',
    run: measureMetrics,
  },
  evaluation: {
    about: 'ranks of 50,000 pairs x 1,024: time and memory; ten bags of 10,000 against numpy (about 3 min)',
    run: measureEvaluation,
  },
  'median-rank': {
    about: 'MedR against the size of the bag: SEJE=<run> ACME=<run> --data <data set> (about 1 min a run)',
    run: measureMedianRank,
  },
  freshness: {
    about: 'how soon a recipe that was written is found, and one that was deleted is not (about 1 min)',
    run: (folder, args) => measureUnderLoad('freshness', args),
  },
  overload: {
    about:
      'the service at ten times what it can answer: latency, refusals, recovery (about 5 min; --bundle, --data)',
    run: (folder, args) => measureUnderLoad('overload', args),
  },
  rendering: {
    about: 'photos of the synthetic kitchen rendered per second (about 1 min)',
    run: (folder) => measureRendering(folder, { recipes: 1000 }),
  },
  throughput: {
    about: 'text features per second and core; photos per second against ONNX Runtime alone (about 3 min)',
    run: measureThroughput,
  },
  'gpu-serving': {
    about: 'photos, recipes and the service on a GPU beside the CPU (about 5 min; --bundle, --data, --only)',
    run: measureGpuServing,
  },
  'train-step': {
    about:
      'a whole training step, native and wasm against PyTorch on the CPU (about 5 min; --widths, --engines, --threads)',
    run: measureTrainStep,
  },
  memory: {
    about:
      'text stages over 1,000,000 recipes: RSS while they run (about 20 min, 3 GB on disk; --recipes, --dimension)',
    run: measureMemory,
  },
};

const [name, ...args] = process.argv.slice(2);
if (name in MEASUREMENTS) {
  process.stdout.write(
    `${MEASUREMENTS[name].about}\n${cpus().length} x ${cpus()[0].model}, Node ${process.version}\n\n`,
  );
  await MEASUREMENTS[name].run(resolve('.seje', 'bench', name), args);
} else {
  const list = Object.entries(MEASUREMENTS).map(([key, { about }]) => `  ${key.padEnd(18)} ${about}`);
  process.stdout.write(`npm run bench -- <name>\n${list.join('\n')}\n`);
  process.exitCode = name === undefined ? 0 : 2;
}
