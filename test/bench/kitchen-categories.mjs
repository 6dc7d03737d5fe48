// `npm run bench -- kitchen-categories`: what a recipe's category tells of the kind of dish that it truly is.
import { builtTraining } from './built-training.mjs';
import { readExperiment } from './measurements.mjs';

const RECIPES = 1000;
const SEED = 1;

export async function measureKitchenCategories(folder) {
  const modules = await builtTraining([
    'fitting/kitchen-categories.js',
    'data/kitchen/index.js',
    'experiment.js',
    'reporting/markdown-table.js',
  ]);
  const { KITCHEN_SETTINGS, categoriseKitchen, categoryAccuracy, experimentOf, markdownTable } = modules;
  const { categories: thresholds } = experimentOf(readExperiment('demo'));
  const rows = [];
  for (const [difficulty, settings] of Object.entries(KITCHEN_SETTINGS)) {
    const plan = { recipes: RECIPES, seed: SEED, settings };
    const { dishes, categories } = await categoriseKitchen(plan, thresholds, folder);
    const { recipes, ...shares } = categoryAccuracy(dishes);
    const { named, namedOfTrain, accuracy, accuracyOfTrain, accuracyOfNamed, mostFrequent } = shares;
    const kinds = new Set(dishes.map(({ kind }) => kind)).size;
    const cells = [1 - namedOfTrain, 1 - named, accuracyOfTrain, accuracy, accuracyOfNamed, mostFrequent].map(
      (share) => share.toFixed(3),
    );
    rows.push([difficulty, categories, kinds, recipes, ...cells]);
  }
  const head = [
    'kitchen',
    'categories',
    'kinds',
    'held out',
    'background in train',
    'held out',
    'accuracy in train',
    'held out',
    'without background',
    'most frequent kind',
  ];
  process.stdout.write(
    `${RECIPES} recipes each, seed ${SEED}, categories of demo.json\n\n${markdownTable(head, rows)}\n`,
  );
}
