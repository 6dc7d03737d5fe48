// `npm run bench -- word2vec`: term embeddings, words a second and neighbours, against gensim on the same corpus.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureBuilt, entryOf } from '../../bin/build.mjs';
import { GENSIM } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';
import { PUBLIC_DOMAIN_RECIPES } from './measurements.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const trainScript = fileURLToPath(new URL('../gensim/train.py', import.meta.url));

/** Lines of labelled ingredients, a CSV or more. */
const INGREDIENT_LINES = '../shared/data/ingredient-lines';
const SETTINGS = { dimension: 100, window: 10, iterations: 5, learningRate: 0.025, lastLearningRate: 1e-4 };
const MIN_COUNT = 10;
const THREADS = [1, 2];
/** Each timing is the best of so many, the contestants in turn, since other work shares the machine. */
const ROUNDS = 3;
/** The plain loops are slow: they read the corpus so many times, once a measurement. */
const PLAIN_ITERATIONS = 1;
/** Neighbours compared, and of how many of the most frequent terms. */
const NEIGHBOURS = 10;
const COMPARED = 200;
/** Share of gensim's speed that the SIMD kernel must reach. */
const BAR = 0.25;

export async function measureWord2Vec(folder) {
  const recipes = join(resolve(process.env.SEJE_REAL_RECIPES ?? PUBLIC_DOMAIN_RECIPES), 'layer1.json');
  for (const path of [recipes, resolve(INGREDIENT_LINES)]) {
    if (!existsSync(path)) return say(`Skipped: not found: ${path}`);
  }
  const python = findPython(GENSIM);
  if (python === undefined) return say(`Skipped: ${noPython(GENSIM)}.`);
  const seje = await builtParts();
  await mkdir(folder, { recursive: true });
  const text = join(folder, 'corpus.txt');
  const sentences = await sentencesOf(recipes);
  await writeFile(text, sentences.map((words) => `${words.join(' ')}\n`).join(''));
  const writer = new seje.CorpusWriter(folder);
  for (const sentence of sentences) writer.addSentence(sentence);
  try {
    const corpus = writer.withVocabulary(MIN_COUNT);
    const words = corpus.counts.reduce((sum, count) => sum + count, 0);
    say(
      `${sentences.length} sentences, ${words} words, vocabulary ${corpus.terms.length}; ${JSON.stringify({ ...SETTINGS, minCount: MIN_COUNT, hs: 1, negative: 0, sample: 0 })}`,
    );
    await compare({ python, seje, corpus, words, text, folder });
  } finally {
    writer.remove();
  }
}

async function compare({ python, seje, corpus, words, text, folder }) {
  const rows = [];
  const vectors = {};
  for (const threads of THREADS) {
    const best = { gensim: 0, simd: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const out = join(folder, `gensim-${threads}.bin`);
      const seconds = await gensimSeconds(python, text, out, threads);
      best.gensim = Math.max(best.gensim, (words * SETTINGS.iterations) / seconds);
      vectors[`gensim, ${threads}`] = await seje.readVocabBin(out);
      const ours = await ourFit(seje, corpus, { threads });
      best.simd = Math.max(best.simd, (words * SETTINGS.iterations) / ours.seconds);
      vectors[`SIMD, ${threads}`] = ours.vectors;
    }
    rows.push({ name: 'gensim', threads, speed: best.gensim, of: best.gensim });
    rows.push({ name: 'SIMD kernel', threads, speed: best.simd, of: best.gensim, bar: BAR });
  }
  const plain = await ourFit(seje, corpus, { threads: 1, iterations: PLAIN_ITERATIONS, kernel: seje.plain });
  const speed = (words * PLAIN_ITERATIONS) / plain.seconds;
  rows.push({ name: 'plain loops', threads: 1, speed, of: rows[0].speed });

  const cells = rows.map(({ name, threads, speed, of, bar }) => {
    const judged = bar === undefined ? '' : ` (bar ${bar}: ${speed / of >= bar ? 'met' : 'MISSED'})`;
    return [name, `${threads}`, speed.toFixed(0), `${(speed / of).toFixed(2)} x${judged}`];
  });
  say(`\n${seje.markdownTable(['', 'threads', 'words/s', 'of gensim'], cells)}`);
  say(
    `\nMean overlap of the ${NEIGHBOURS} nearest terms of the ${COMPARED} most frequent, with gensim on 1 thread:`,
  );
  const reference = neighbourhoods(vectors['gensim, 1'], corpus.terms);
  for (const [name, other] of Object.entries(vectors).slice(1)) {
    const theirs = neighbourhoods(other, corpus.terms);
    const shares = reference.map(
      (near, i) => near.filter((term) => theirs[i].includes(term)).length / NEIGHBOURS,
    );
    say(`  ${name}: ${(shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(2)}`);
  }
}

async function builtParts() {
  await ensureBuilt(root, ['training']);
  const built = (path) => import(new URL(path, entryOf(root, 'training')).href);
  const part = (path) => built(`fitting/word2vec/${path}.js`);
  const { CorpusWriter } = await part('corpus-writer');
  const { word2vec } = await part('word2vec');
  const { word2vecOnThreads } = await part('word2vec-threads');
  const { plainSkipGramKernel: plain } = await part('skip-gram-kernel');
  const { markdownTable } = await built('reporting/markdown-table.js');
  const libs = new URL('../../libs/', entryOf(root, 'training'));
  const { Random } = await import(new URL('core/src/index.js', libs).href);
  const { readVocabBin } = await import(new URL('preprocessing/src/index.js', libs).href);
  return { CorpusWriter, word2vec, word2vecOnThreads, plain, markdownTable, Random, readVocabBin };
}

/** One sentence a recipe and one an ingredient line: runs of letters in lower case. */
async function sentencesOf(recipes) {
  const texts = JSON.parse(await readFile(recipes, 'utf8')).map(({ title, ingredients, instructions }) =>
    [title, ...[...ingredients, ...instructions].map(({ text }) => text)].join(' '),
  );
  for (const file of (await readdir(INGREDIENT_LINES)).sort()) {
    texts.push(...(await readFile(join(INGREDIENT_LINES, file), 'utf8')).split('\n'));
  }
  return texts
    .map((text) => text.toLowerCase().match(/[a-z]{2,}/g) ?? [])
    .filter((words) => words.length > 0);
}

async function gensimSeconds(python, text, out, threads) {
  const settings = JSON.stringify({ ...SETTINGS, threads, minCount: MIN_COUNT, seed: threads });
  const { stdout } = await run(python, [trainScript, text, out, settings]);
  return JSON.parse(stdout).seconds;
}

/** The whole of fitting: tree, assembling and starting threads too. */
async function ourFit(seje, corpus, { threads, iterations = SETTINGS.iterations, kernel }) {
  const settings = { ...SETTINGS, iterations, subSample: 0 };
  const run = { random: seje.Random.fromSeed(1), onProgress: () => undefined, now: () => performance.now() };
  const begun = performance.now();
  const vectors = await (threads === 1
    ? seje.word2vec(corpus, settings, { ...run, ...(kernel !== undefined && { kernel }) })
    : seje.word2vecOnThreads(corpus, settings, { ...run, threads }));
  return { vectors, seconds: (performance.now() - begun) / 1000 };
}

/** The nearest terms, by cosine, of each of the most frequent terms. */
function neighbourhoods(vectors, terms) {
  const unit = new Map(terms.map((term) => [term, normalised(vectors.vector(term))]));
  return terms.slice(0, COMPARED).map((term) => {
    const own = unit.get(term);
    const scored = terms
      .filter((other) => other !== term)
      .map((other) => [unit.get(other).reduce((sum, x, i) => sum + x * own[i], 0), other]);
    return scored
      .toSorted(([a], [b]) => b - a)
      .slice(0, NEIGHBOURS)
      .map(([, other]) => other);
  });
}

function normalised(vector) {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
