import { afterAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, RunningService, newPlaces, removePlaces } from '../api/running-service.js';
import { SCHEMATHESIS } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';
import { runSchemathesis } from './run-schemathesis.js';

/** A few requests an endpoint; `npm run test:fuzz` sends more. */
const SHORT = { seed: 1, examples: 3, seconds: 20 };

afterAll(removePlaces);

describe('schemathesis', () => {
  it('gets no answer that the OpenAPI document does not have', { timeout: 300_000 }, async (ctx) => {
    const python = findPython(SCHEMATHESIS);
    if (python === undefined) ctx.skip(noPython(SCHEMATHESIS));
    const service = await RunningService.start(await newPlaces());
    try {
      await service.untilReady();
      const report = await runSchemathesis({ python: python!, url: service.url, key: ADMIN_KEY, ...SHORT });
      expect(report.passed, report.output).toBe(true);
    } finally {
      await service.stop();
    }
  });
});
