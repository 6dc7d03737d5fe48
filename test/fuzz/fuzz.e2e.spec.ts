import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { removePlaces } from '../api/running-service.js';
import { fuzzService } from './fuzz-service.js';

/** `npm run test:fuzz` sends ten thousand of each. */
const SHORT = { seed: 1, photos: 150, bodies: 150, warmUp: 60 };

afterAll(removePlaces);

it('damaged photos and requests are refused for what they are', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seje-fuzz-'));
  const { lines, faults } = await fuzzService({ ...SHORT, folder });
  expect(faults, `${lines.join('\n')}\nThe inputs are in ${folder}`).toEqual([]);
});
