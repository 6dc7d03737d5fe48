import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SejeError } from '@seje/core';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PairServer, type PairServerParts } from './pair-server.js';
import type { Pair } from './pair-store.js';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'seje-start-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const pair = (bundle: string, name: string): Required<Pair> => ({
  bundle: { fingerprint: bundle, folder: `/bundles/${bundle}` },
  generation: { name, folder: `/generations/${name}` },
});

/** Starts with these pairs, the best first, of which some are refused by the engine. */
function serverOf(pairs: readonly Required<Pair>[], damaged: readonly string[] = []): PairServer {
  const parts = {
    latestSequence: async () => 1,
    bundles: { take: async () => pair('a', '').bundle },
    pairs: { usable: async () => pairs, activate: async () => undefined },
    supervisor: {
      start: async ({ generation }: Pair) => {
        if (damaged.includes(generation!.name))
          throw new SejeError('CHECKSUM_MISMATCH', { message: 'Damaged' });
      },
    },
    engineSettingsOf: { engine: (one: Pair) => one },
    configuredBundle: '/configured',
    state,
    logger: pino({ level: 'silent' }),
  };
  return new PairServer(parts as unknown as PairServerParts);
}

/** The service knows bundle a, which its settings name, from an earlier start. */
async function startAgain(pairs: readonly Required<Pair>[], damaged: readonly string[] = []) {
  await (await serverOf([pair('a', 'first')]).start()).remember();
  const { pair: served, due } = await serverOf(pairs, damaged).start();
  return { served: served.generation?.name, due };
}

it('serves the best pair, and nothing is due', async () => {
  expect(await startAgain([pair('b', 'new'), pair('a', 'old')])).toEqual({ served: 'new', due: undefined });
});

it('serves the pair before where the best one is damaged, and goes back to its bundle', async () => {
  expect(await startAgain([pair('b', 'new'), pair('a', 'old')], ['new'])).toEqual({
    served: 'old',
    due: { bundle: '/bundles/b' },
  });
});

it('builds anew with the bundle that answers where both had the same', async () => {
  expect(await startAgain([pair('a', 'new'), pair('a', 'old')], ['new'])).toEqual({ served: 'old', due: {} });
});
