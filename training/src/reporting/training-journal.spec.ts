import { SejeError } from '@seje/core';
import { appendFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { remakeReport } from './remake-report.js';
import { TrainingJournal } from './training-journal.js';

const facts = {
  experiment: experimentOf({ name: 'test' }),
  data: { dataset: 'data <1>', features: 'features', pairs: { train: 10, validation: 5 } },
  mostSteps: 20,
};
const START = Date.parse('2026-06-01T12:00:00Z');
const SECOND = 1000;

describe('TrainingJournal', () => {
  let directory: string;
  let now = START;
  beforeEach(async () => {
    now = START;
    directory = await mkdtemp(join(tmpdir(), 'seje-journal-'));
    return () => rm(directory, { recursive: true });
  });
  const text = (name: string) => readFile(join(directory, name), 'utf8');
  const lines = async () => (await text('train.jsonl')).trimEnd().split('\n');
  const record = async () => JSON.parse(await text('run.json')) as { sessions: object[] };
  const open = async (resumedAt?: number) =>
    TrainingJournal.open(directory, {
      facts,
      engine: await openTensorEngine('wasm'),
      now: () => now,
      ...(resumedAt !== undefined && { resumedAt }),
    });
  const stepOf = (step: number) => ({
    step,
    epoch: 1,
    loss: 1 / step,
    terms: { instanceTriplet: 1 / step },
    gradientNorm: step,
    mining: { activeShare: 0.5 },
    embedding: { imageNorm: 3 },
    learningRate: 0.1,
    engine: 'wasm',
  });
  const figures = { score: 1, medianRank: 4, recallAt1: 0.25, recallAt5: 0.5, recallAt10: 0.75 };

  it('writes the report when it opens, every ten seconds and when the run has ended', async () => {
    const journal = await open();
    expect(await text('report.html')).toContain('No step has been taken yet.');
    now += SECOND;
    await journal.step(stepOf(1));
    expect(await text('report.html')).toContain('No step has been taken yet.');
    now += 9 * SECOND;
    await journal.step(stepOf(2));
    const live = await text('report.html');
    expect(live).toContain('2 of at most 20');
    expect(live).toContain('at most 1 min 30 s'); // 18 steps at 2 in 10 s
    expect(live).toContain('http-equiv="refresh"');
    await journal.validation({ step: 2, epoch: 1, validation: figures });
    await journal.end('converged');
    await journal.close();
    const ended = await text('report.html');
    expect(ended).not.toContain('http-equiv="refresh"');
    for (const title of ['median rank', 'R@10', 'active share', 'image norm', 'Learning rate'])
      expect(ended).toContain(title);
    expect(ended).toContain('data &lt;1&gt;');
    expect(ended).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('makes the same page from its files as it wrote itself', async () => {
    const journal = await open();
    for (let step = 1; step <= 3; step++) await journal.step(stepOf(step));
    await journal.validation({ step: 3, epoch: 1, validation: figures });
    await journal.end('maxEpochs');
    await journal.close();
    const page = await text('report.html');
    expect(await remakeReport(directory, new Date(now))).toMatchObject({ steps: 3, validations: 1 });
    expect(await text('report.html')).toBe(page);
  });

  it('goes on after the last step of the checkpoint, without what came after it', async () => {
    const first = await open();
    for (let step = 1; step <= 5; step++) await first.step(stepOf(step));
    await first.close(); // killed, with a checkpoint at step 3
    await appendFile(join(directory, 'train.jsonl'), '{"step":6,"torn');
    const second = await open(3);
    await second.step({ ...stepOf(4), loss: 7 });
    await second.end('maxEpochs');
    await second.close();
    const entries = (await lines()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.filter((entry) => 'loss' in entry).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(entries.map(({ event }) => event).filter(Boolean)).toEqual(['start', 'resume', 'end']);
    expect((await record()).sessions).toMatchObject([
      { fromStep: 0, versions: { engine: 'wasm' } },
      { fromStep: 3, end: { how: 'maxEpochs', step: 4 } },
    ]);
    expect((await readdir(directory)).filter((name) => name.includes('tfevents'))).toHaveLength(2);
  });

  it('records the error that ended a run', async () => {
    const journal = await open();
    await journal.end('failed', new SejeError('TRAINING_DIVERGED', { message: 'Step 1 <b>' }));
    await journal.close();
    const error = { code: 'TRAINING_DIVERGED', message: 'Step 1 <b>.' };
    expect((await record()).sessions).toMatchObject([{ end: { how: 'failed', error } }]);
    expect(await text('report.html')).toContain('Failed [TRAINING_DIVERGED]: Step 1 &lt;b&gt;.');
  });

  it('names the line of a log that is damaged', async () => {
    await (await open()).close();
    await appendFile(join(directory, 'train.jsonl'), 'no JSON\n');
    await expect(remakeReport(directory, new Date())).rejects.toThrow(/train\.jsonl, line 2 is not JSON/);
  });

  it('says which command makes what is missing', async () => {
    await expect(remakeReport(directory, new Date())).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
