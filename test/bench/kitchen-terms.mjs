// `npm run bench -- kitchen-terms`: entities, cooking actions and utensils found in text whose truth is known.
import { builtTraining } from './built-training.mjs';

const RECIPES = 1000;
const SEED = 1;

export async function measureKitchenTerms() {
  const { KITCHEN_SETTINGS, SAME_TERM, agreement, markdownTable, readKitchen } = await builtTraining([
    'fitting/kitchen-terms.js',
    'data/kitchen/index.js',
    'reporting/markdown-table.js',
  ]);
  const rows = [];
  for (const [difficulty, settings] of Object.entries(KITCHEN_SETTINGS)) {
    const read = await readKitchen({ recipes: RECIPES, seed: SEED, settings });
    const unseen = read.filter(({ recipe }) => recipe.partition !== 'train');
    const row = (title, { precision, recall, f1 }) =>
      rows.push([difficulty, title, ...[precision, recall, f1].map((share) => share.toFixed(3))]);
    row(`entities, lexicon of the train recipes, ${unseen.length} others`, agreement(unseen, 'entity'));
    row('actions', agreement(read, 'action'));
    row('utensils, whole name', agreement(read, 'utensil', SAME_TERM.name));
    row('utensils, head noun', agreement(read, 'utensil', SAME_TERM.head));
  }
  const table = markdownTable(['kitchen', 'terms', 'precision', 'recall', 'F1'], rows);
  process.stdout.write(`${RECIPES} recipes each, seed ${SEED}, text only\n\n${table}\n`);
}
