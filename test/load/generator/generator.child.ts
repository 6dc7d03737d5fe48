// The load generator's process: sends one plan open-loop, answers with the outcomes, ends.
import { getPriority, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { LoadPlan, Outcome, PlannedRequest } from './plan.js';

const DEFAULT_CONNECTIONS = 512;
/** Between two looks at what is due, milliseconds: the shortest that a timer takes. */
const TICK_MS = 1;
/** How much lower its priority is than the service's, and the lowest there is. */
const NICER_BY = 10;
const NICEST = 19;
/** Longest wait for an answer, milliseconds: longer than the service's own deadline. */
const ANSWER_WITHIN_MS = 60_000;

process.once('message', (plan) => {
  // The service comes first on a machine that both share.
  setPriority(Math.min(getPriority() + NICER_BY, NICEST));
  void work(plan as LoadPlan);
});

async function work(plan: LoadPlan): Promise<void> {
  const outcomes = await send(plan);
  process.send!(outcomes, () => process.disconnect());
}

async function send(plan: LoadPlan): Promise<Outcome[]> {
  const pool = new Pool(plan.origin, {
    connections: plan.connections ?? DEFAULT_CONNECTIONS,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });
  const total = Math.round(plan.rate * plan.seconds);
  const answers: Promise<Outcome>[] = [];
  const startedAt = performance.now();
  while (answers.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1000) * plan.rate));
    while (answers.length < due) {
      const dueMs = (answers.length / plan.rate) * 1000;
      const request = plan.requests[answers.length % plan.requests.length]!;
      answers.push(sendOne(pool, request, { startedAt, dueMs }));
    }
    await delay(TICK_MS);
  }
  const outcomes = await Promise.all(answers);
  await pool.close();
  return outcomes;
}

async function sendOne(
  pool: Pool,
  { kind, method, path, headers, body }: PlannedRequest,
  { startedAt, dueMs }: { startedAt: number; dueMs: number },
): Promise<Outcome> {
  const sinceDue = (): number => performance.now() - startedAt - dueMs;
  const lateMs = sinceDue();
  try {
    const answer = await pool.request({ method, path, headers, body: body ?? null });
    await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
    const saidRetryAfter = answer.headers['retry-after'] !== undefined;
    return { kind, dueMs, lateMs, latencyMs: sinceDue(), status: answer.statusCode, saidRetryAfter };
  } catch {
    return { kind, dueMs, lateMs, latencyMs: sinceDue(), status: 0, saidRetryAfter: false };
  }
}
