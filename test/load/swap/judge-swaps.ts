import { type Answer, type Found, areSame } from './answers.js';

export interface SwapRecord {
  /** Answers to each client, which asks again when it has been answered. */
  readonly clients: readonly (readonly Answer[])[];
  /** Generations in the order in which they became the one that answers; one that was gone back to comes twice. */
  readonly published: readonly string[];
  /** What each generation finds when no other is near: generation -> query -> found. */
  readonly alone: ReadonlyMap<string, ReadonlyMap<string, Found>>;
}

/**
 * What went wrong, in words; nothing if all was well: no query failed, each answer is that of the generation
 * that it names and of no other, and no client that has seen a generation sees an older one after it.
 */
export function judgeSwaps({ clients, published, alone }: SwapRecord): string[] {
  return clients.flatMap((answers, client) => [
    ...answers.flatMap((answer) => problemOf(answer, alone)).map((problem) => `client ${client}: ${problem}`),
    ...interleavings(answers, published).map((problem) => `client ${client}: ${problem}`),
  ]);
}

function problemOf({ query, status, found }: Answer, alone: SwapRecord['alone']): string[] {
  if (found === undefined) return [`${query} failed with ${status}`];
  const expected = alone.get(found.generation)?.get(query);
  if (expected === undefined)
    return [`${query} was answered by ${found.generation}, which never was the one`];
  if (areSame(found, expected)) return [];
  const other = [...alone].find(([, queries]) => areSame(queries.get(query)!, found));
  return [`${query} names ${found.generation}, but its results are those of ${other?.[0] ?? 'none'}`];
}

/** Walks along the published generations, never back. */
function interleavings(answers: readonly Answer[], published: readonly string[]): string[] {
  const problems: string[] = [];
  let at = 0;
  for (const { found } of answers) {
    if (found === undefined) continue;
    const next = published.indexOf(found.generation, at);
    if (next === -1) problems.push(`${found.generation} answered after ${published[at]!}`);
    else at = next;
  }
  return problems;
}
