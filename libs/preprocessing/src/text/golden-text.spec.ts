import type { Recipe } from '@seje/core';
import { matrixFromRows } from '@seje/core';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, describe, expect, it } from 'vitest';
import { Lexicon } from './lexicon.js';
import { ENGLISH_STOP_WORDS } from './stop-words.js';
import { termFeature } from './term-feature.js';
import { TermReader, termLines } from './term-lines.js';
import { TermVectors } from './term-vectors.js';
import type { TermRater } from './term-rater.js';
import { TextRankRater, termGraph } from './text-rank-rater.js';
import { TfIdfRater, smoothIdf } from './tf-idf-rater.js';

interface Golden {
  readonly stop_words: string[];
  readonly lexicon: string[];
  readonly recipes: (Recipe & { readonly id: string })[];
  readonly term_lines: string[][][];
  readonly df: Record<string, number>;
  readonly idf: Record<string, number>;
  readonly tfidf: Record<string, number>[];
  readonly tfidf_l2_norms: number[];
  readonly textrank: Record<string, number>[];
  readonly textrank_graphs: {
    readonly recipe: number;
    readonly edges: [string, string, number][];
  }[];
  readonly word_vectors: Record<string, number[]>;
  readonly f_term: { readonly tfidf: number[]; readonly textrank: number[] }[];
}

const path = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'text_features.json');

function golden(ctx: TestContext): Golden {
  if (!existsSync(path)) ctx.skip(`golden values not found: ${path}`);
  return JSON.parse(readFileSync(path, 'utf8')) as Golden;
}

function linesOf({ stop_words, lexicon, recipes }: Golden): (readonly string[])[][] {
  const limits = { maxIngredients: Infinity, maxSentences: Infinity };
  const reader = new TermReader(new Set(stop_words), new Lexicon(lexicon), limits);
  return recipes.map((recipe) => termLines(reader.read(recipe)));
}

function rater({ recipes, df }: Golden): TfIdfRater {
  return new TfIdfRater({ documents: recipes.length, frequencies: new Map(Object.entries(df)) });
}

async function ratingsOf(rater: TermRater, golden: Golden): Promise<Map<string, number>[]> {
  return rater.rate(linesOf(golden).map((lines) => ({ lines, text: [] })));
}

/** Largest |actual - expected| over two records with the same keys. */
function worst(actual: ReadonlyMap<string, number>, expected: Record<string, number>): number {
  expect([...actual.keys()].sort()).toEqual(Object.keys(expected).sort());
  return Math.max(...[...actual].map(([key, value]) => Math.abs(value - expected[key]!)));
}

describe('golden text features', () => {
  it('has the same stop words', (ctx) => {
    expect([...ENGLISH_STOP_WORDS].sort()).toEqual([...golden(ctx).stop_words].sort());
  });

  it('reads the same terms, line by line', (ctx) => {
    const expected = golden(ctx);
    expect(linesOf(expected)).toEqual(expected.term_lines);
  });

  it('gives the same idf', (ctx) => {
    const { df, idf, recipes } = golden(ctx);
    const ours = new Map(Object.entries(df).map(([term, n]) => [term, smoothIdf(recipes.length, n)]));
    expect(worst(ours, idf)).toBeLessThan(1e-9);
  });

  it('gives the same TF-IDF ratings and norms', async (ctx) => {
    const expected = golden(ctx);
    for (const [i, rating] of (await ratingsOf(rater(expected), expected)).entries()) {
      // printed with 10 significant digits, so a value above 1 is exact to 1e-9 of itself
      const largest = Math.max(1, ...rating.values());
      expect(worst(rating, expected.tfidf[i]!)).toBeLessThan(1e-9 * largest);
      const norm = Math.hypot(...rating.values());
      expect(Math.abs(norm - expected.tfidf_l2_norms[i]!)).toBeLessThan(1e-9 * norm);
    }
  });

  it('draws the same TextRank graphs', (ctx) => {
    const expected = golden(ctx);
    const lines = linesOf(expected);
    for (const { recipe, edges } of expected.textrank_graphs) {
      const graph = termGraph(lines[recipe]!);
      const ours = graph.mapEdges((_edge, { weight }, a, b) => [...[a, b].sort(), weight]);
      expect(new Set(ours.map(String))).toEqual(new Set(edges.map(String)));
      expect(ours).toHaveLength(edges.length);
    }
  });

  it('gives the same TextRank ratings', async (ctx) => {
    const expected = golden(ctx);
    for (const [i, rating] of (await ratingsOf(new TextRankRater(), expected)).entries()) {
      expect(worst(rating, expected.textrank[i]!)).toBeLessThan(1e-9);
    }
  });

  it('gives the same f_term with either rater', async (ctx) => {
    const expected = golden(ctx);
    const { word_vectors: words } = expected;
    const vectors = new TermVectors(
      Object.keys(words),
      matrixFromRows(Object.values(words).map((row) => Float32Array.from(row))),
    );
    const raters = { tfidf: rater(expected), textrank: new TextRankRater() };
    for (const name of ['tfidf', 'textrank'] as const) {
      for (const [i, rating] of (await ratingsOf(raters[name], expected)).entries()) {
        const { vector } = termFeature(rating, vectors);
        const difference = expected.f_term[i]![name].map((x, j) => Math.abs(x - vector[j]!));
        expect(Math.max(...difference)).toBeLessThan(1e-5);
      }
    }
  });
});
