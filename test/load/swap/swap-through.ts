import { join } from 'node:path';
import { RunningService, newPlaces } from '../../api/running-service.js';
import { makeTinyBundle } from '../../fixtures/tiny-bundle.js';
import type { Found } from './answers.js';
import { ContinuousQueries, type NamedQuery, kitchenQueries } from './continuous-queries.js';
import type { SwapRecord } from './judge-swaps.js';

/** As many as are always let in: a refusal under load would not be one of the swap. */
const CLIENTS = 2;

export type Change = 'reindex' | 'rollback';

/**
 * Asks a service without a pause while it changes from one pair of bundle and index to another. Each reindex
 * is with the other one of two bundles, whose encoders give the same query other scores: an answer out of two
 * generations would show.
 * @param onChanged is told after each change: how many there have been
 */
export async function swapThrough(
  changes: readonly Change[],
  onChanged: (done: number) => void = () => undefined,
): Promise<SwapRecord> {
  const places = await newPlaces();
  const other = join(places.SEJE_BUNDLE, '..', 'other-bundle');
  await makeTinyBundle(other, { seed: 2, dimension: 24 });
  const service = await RunningService.start(places);
  await service.untilReady();
  const queries = await kitchenQueries();
  const alone = new Map<string, ReadonlyMap<string, Found>>();
  const published = [await lookAt(service, { queries, alone })];
  /** Bundle of each generation. */
  const bundles = new Map([[published[0]!, places.SEJE_BUNDLE]]);

  const asking = new ContinuousQueries(service.url, { queries, clients: CLIENTS });
  for (const [i, change] of changes.entries()) {
    const bundle = bundles.get(published.at(-1)!) === other ? places.SEJE_BUNDLE : other;
    const job = await (change === 'rollback'
      ? service.rolledBack()
      : service.reindexed({ bundle, force: true }));
    if (job['state'] !== 'succeeded') throw new Error(`${change} ${i} ended with ${JSON.stringify(job)}`);
    published.push(await lookAt(service, { queries, alone }));
    if (change === 'reindex') bundles.set(published.at(-1)!, bundle);
    onChanged(i + 1);
  }
  await asking.stop();
  await service.stop();
  return { clients: asking.clients, published, alone };
}

/** Asks every query of the generation that answers now. @returns its name */
async function lookAt(
  service: RunningService,
  { queries, alone }: { queries: readonly NamedQuery[]; alone: Map<string, ReadonlyMap<string, Found>> },
): Promise<string> {
  const found = new Map<string, Found>();
  for (const query of queries) {
    const answer = await query.ask(service.url);
    if (answer.found === undefined) throw new Error(`${query.name} failed with ${answer.status}`);
    found.set(query.name, answer.found);
  }
  const generations = [...new Set([...found.values()].map(({ generation }) => generation))];
  if (generations.length !== 1) throw new Error(`one after another: ${generations.join(', ')}`);
  const generation = generations[0]!;
  if (!alone.has(generation)) alone.set(generation, found);
  return generation;
}
