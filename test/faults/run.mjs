// `npm run test:faults -- --rounds 200 --seed 1 --database PostgreSQL`: the kill test at length, and every fault.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    /** Of the kill test, on each database. */
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** Its first round: `--seed S --from N --rounds 1` makes that round's choices again. */
    from: { type: 'string', default: '1' },
    /** `embedded` or `PostgreSQL`: the kill test on that one alone, without the other faults. */
    database: { type: 'string' },
    /** Longest time from readiness to a search that finds all, milliseconds. */
    searchable: { type: 'string', default: '2000' },
  },
});

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const which =
  values.database === undefined ? 'test/faults/' : `test/faults/kill-${values.database.toLowerCase()}`;
const startedAt = performance.now();
const { status } = spawnSync(process.execPath, [vitest, 'run', which], {
  stdio: 'inherit',
  env: {
    ...process.env,
    KILL_ROUNDS: values.rounds,
    KILL_SEED: values.seed,
    KILL_FIRST_ROUND: values.from,
    KILL_SEARCHABLE_MS: values.searchable,
  },
});
process.stdout.write(`${which} took ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
process.exitCode = status ?? 1;
