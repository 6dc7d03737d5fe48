import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_POSTGRES, ThrowawayPostgres } from '../../libs/catalogue/test/throwaway-postgres.js';
import { newPlaces, removePlaces } from '../api/running-service.js';
import { KillRun } from './kill-run.js';
import { KILL_SETTINGS } from './kill-settings.js';

const HOURS_MS = 2 * 3_600_000;

/** The kill test on one of the databases; each has a file of its own, so that two processors can work. */
export function describeKillTest(database: 'embedded' | 'PostgreSQL'): void {
  const { seed, rounds, firstRound, searchableWithinMs } = KILL_SETTINGS;
  let postgres: ThrowawayPostgres | undefined;
  beforeAll(async () => {
    if (database === 'PostgreSQL') postgres = await ThrowawayPostgres.start();
  });
  afterAll(async () => {
    await postgres?.stop();
    await removePlaces();
  });

  describe(`a service whose processes are killed at random moments, ${database}`, () => {
    it(
      `keeps all that it acknowledged (seed ${seed}, ${rounds} rounds)`,
      { timeout: HOURS_MS },
      async (ctx) => {
        if (database === 'PostgreSQL' && postgres === undefined) ctx.skip(NO_POSTGRES);
        const places = { ...(await newPlaces(postgres ? 'absent' : 'prepared')), SEJE_DATA: '' };
        const environment: Record<string, string> = postgres ? { DATABASE_URL: postgres.database() } : {};
        const say = (line: string): void => void process.stdout.write(`${database}, ${line}\n`);
        const run = await KillRun.open({ places, environment, seed, searchableWithinMs, say });
        let number = firstRound;
        try {
          for (; number < firstRound + rounds; number++) await run.round(number);
          await run.end();
        } catch (error) {
          say(`round ${number}, the service's last words:\n${run.lastWords}`);
          throw error;
        } finally {
          await run.abandon();
        }
        expect(number).toBe(firstRound + rounds);
      },
    );
  });
}
