import { type Matrix, type Random, parseJson, rowOf } from '@seje/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { offerRows } from '../exact-search.js';
import { Nearest } from '../nearest.js';
import type { Neighbour, VectorIndex } from '../vector-index.js';
import { COLLECTIONS } from './manifest.js';

/** Queries that recall is measured with: 100 x 10 neighbours, so that one is 0.1 %. */
const PROBES = 100;
/** Neighbours compared: recall@10. */
const DEPTH = 10;
/** Cosine distances this close are equal: float32 sums of 1,024 products differ by about 1e-6. */
const DISTANCE_TOLERANCE = 1e-5;

/**
 * Known queries with the answers of exact search. They come from the other collection where it has any
 * vector (a photo's vector asks for recipes, as in service), else from the collection itself.
 */
export const probesSchema = z.strictObject({
  queriesFrom: z.enum(COLLECTIONS),
  probes: z.array(
    z.strictObject({
      /** Row of the query among the vectors of `queriesFrom`. */
      row: z.int().nonnegative(),
      /** Nearest first. */
      neighbours: z.array(z.strictObject({ id: z.string(), distance: z.number() })),
    }),
  ),
});
export type Probes = z.infer<typeof probesSchema>;

export interface ProbeSource {
  readonly queriesFrom: Probes['queriesFrom'];
  /** [Q, dimension] */
  readonly queries: Matrix;
  readonly ids: readonly string[];
  /** [ids.length, dimension] */
  readonly vectors: Matrix;
  /** Called after each query. */
  readonly onProbe: (done: number, total: number) => void;
}

/** Draws queries and answers them by exact search, letting other work run in between. */
export async function drawProbes(source: ProbeSource, random: Random): Promise<Probes> {
  const { queries, vectors, ids, queriesFrom, onProbe } = source;
  const rows = ids.length === 0 ? [] : Array.from({ length: queries.rows }, (_, row) => row);
  const probes: Probes['probes'] = [];
  const drawn = random.shuffled(rows).slice(0, PROBES);
  for (const row of drawn) {
    const nearest = new Nearest(DEPTH);
    offerRows(nearest, rowOf(queries, row), { vectors, firstLabel: 0 });
    const neighbours = nearest.sorted().map(({ label, distance }) => ({ id: ids[label]!, distance }));
    probes.push({ row, neighbours });
    onProbe(probes.length, drawn.length);
    await nextTurn();
  }
  return { queriesFrom, probes };
}

/** @throws SejeError GENERATION_INVALID, JSON_INVALID */
export function parseProbes(text: string, where: string): Probes {
  return parseJson(probesSchema, text, { where, code: 'GENERATION_INVALID' });
}

/**
 * Share of the exact neighbours that `index` finds, with the right distances; 1 where there is nothing
 * to find. Neighbours as far as the last exact one are as good as it.
 */
export async function recallOf(
  index: VectorIndex,
  { probes }: Probes,
  queryOf: (row: number) => Promise<Float32Array>,
): Promise<number> {
  let found = 0;
  let wanted = 0;
  for (const { row, neighbours } of probes) {
    const results = index.search(await queryOf(row), DEPTH);
    wanted += neighbours.length;
    found += results.filter((result) => isAmong(neighbours, result)).length;
  }
  return wanted === 0 ? 1 : found / wanted;
}

function isAmong(exact: readonly Neighbour[], { id, distance }: Neighbour): boolean {
  const isAt = (other: number): boolean => Math.abs(distance - other) <= DISTANCE_TOLERANCE;
  const same = exact.find((neighbour) => neighbour.id === id);
  return same === undefined ? isAt(exact.at(-1)!.distance) : isAt(same.distance);
}
