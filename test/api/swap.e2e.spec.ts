import { afterAll, expect, it } from 'vitest';
import { judgeSwaps } from '../load/swap/judge-swaps.js';
import { swapThrough } from '../load/swap/swap-through.js';
import { removePlaces } from './running-service.js';

afterAll(removePlaces);

it('answers every query, out of one generation each, through three reindexes and a roll back', async () => {
  const record = await swapThrough(['reindex', 'reindex', 'rollback', 'reindex']);
  expect(judgeSwaps(record)).toEqual([]);
  for (const generation of new Set(record.published)) {
    const answers = record.clients.flat().filter(({ found }) => found?.generation === generation);
    expect(answers.length).toBeGreaterThan(0);
  }
}, 300_000);
