import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { finetuneStart } from './finetune-start.js';
import { RunFolder } from './run-folder.js';
import { writeTrainedWeights } from './trained-weights.js';

const network = (value: number) => ({ w: { shape: [1], data: Float32Array.of(value) } });
const [weights, trunk] = [{ recipe: network(1), image: network(2) }, network(5)];
const experimentWith = (category: number, discriminator: number) =>
  experimentOf({
    name: 'x',
    loss: { category: { weight: category }, discriminator: { weight: discriminator } },
  });

describe('what fine-tuning starts from', () => {
  let run: RunFolder;
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-finetune-start-'));
    run = new RunFolder(folder);
    return () => rm(folder, { recursive: true });
  });
  const write = (networks: { classifier: object; discriminator: object }) =>
    writeTrainedWeights(run.weights, { ...weights, ...(networks as typeof NETWORKS) });
  const NETWORKS = { classifier: network(3), discriminator: network(4) };

  it('is all that training left, or an import, which leaves no checkpoint', async () => {
    await write(NETWORKS);
    const start = await finetuneStart({ run, experiment: experimentWith(1, 1) }, trunk);
    expect(start).toEqual({ weights, ...NETWORKS, trunk });
  });

  it('may lack the networks that the loss has no use for', async () => {
    await write({ classifier: {}, discriminator: {} });
    const start = await finetuneStart({ run, experiment: experimentWith(0, 0) }, trunk);
    expect(start).toEqual({ weights, classifier: {}, discriminator: {}, trunk });
    const wanting = finetuneStart({ run, experiment: experimentWith(1, 1) }, trunk);
    await expect(wanting).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(wanting).rejects.toThrow(/category-classifier, modality-discriminator.*earlier versions/);
  });
});
