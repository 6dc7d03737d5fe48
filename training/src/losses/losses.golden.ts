import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor2D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchHard } from '../mining/batch-hard.js';
import { l2Normalise } from '../networks/layers.js';
import { type TensorEngine, type Tf } from '../tensor-engine/tensor-engine.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import { jointLoss } from './joint-loss.js';
import { pairwiseDistance } from './pairwise-distance.js';

type Rows = number[][];
interface LossCase {
  value: number;
  grad_v: Rows;
  grad_r: Rows;
  grad_v_raw: Rows;
  grad_r_raw: Rows;
}
interface Mined {
  i_ap: number[];
  i_an_instance: number[];
}
interface LossFile {
  inputs: Record<'v' | 'r' | 'v_raw' | 'r_raw', Rows> & Record<string, number[]>;
  distances: Rows;
  cases: Record<string, LossCase & { mined?: Mined }>;
}

const FILE = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'losses.json');
/** Values: relative to max(1, value); gradients: largest difference. */
const TOLERANCE = 1e-5;
const CASES = [
  { name: 'a_seje_instance_unique', instances: 'instance_ids', margin: 0 },
  { name: 'a_seje_instance_duplicates', instances: 'instance_ids_duplicates', margin: 0 },
  { name: 'a_seje_instance_margin_0.1', instances: 'instance_ids', margin: 0.1 },
];

function expectClose(actual: ArrayLike<number>, expected: number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, want] of expected.entries())
    expect(Math.abs(actual[i]! - want), `element ${i}`).toBeLessThanOrEqual(tolerance);
}

/** The losses against the reference's values and gradients, for one engine. */
export function lossesGolden(name: TensorEngine['name']): void {
  describe(`losses against the golden values on ${name}`, () => {
    let engine: TensorEngine | string = '';
    let golden: LossFile | undefined;
    beforeAll(async () => {
      engine = await openForTest(name);
      if (existsSync(FILE)) golden = JSON.parse(readFileSync(FILE, 'utf8')) as LossFile;
    });
    const given = (ctx: { skip(reason: string): never }): { tf: Tf; file: LossFile } => {
      if (typeof engine === 'string') ctx.skip(engine);
      return { tf: engine.tf, file: golden ?? ctx.skip(`no ${FILE}`) };
    };

    it('measures distances', (ctx) => {
      const { tf, file } = given(ctx);
      const distances = tf.tidy(() =>
        pairwiseDistance(tf, tf.tensor2d(file.inputs.v), tf.tensor2d(file.inputs.r)),
      );
      expectClose(distances.dataSync(), file.distances.flat());
    });

    it.for(CASES)('mines, values and differentiates $name', ({ name, instances: ids, margin }, ctx) => {
      const { tf, file } = given(ctx);
      const wanted = file.cases[name]!;
      const instances = file.inputs[ids]!;
      if (wanted.mined !== undefined) {
        const columns = instances.length;
        const data = Float32Array.from(file.distances.flat());
        const { imageAnchors, recipeAnchors } = batchHard({ rows: columns, columns, data }, instances);
        expect([...imageAnchors.positives, ...recipeAnchors.positives]).toEqual(wanted.mined.i_ap);
        expect([...imageAnchors.negatives, ...recipeAnchors.negatives]).toEqual(wanted.mined.i_an_instance);
      }
      const loss = (images: Tensor2D, recipes: Tensor2D) =>
        jointLoss(tf, { images, recipes, instances }, { gamma: 16, margin }).total;
      tf.tidy(() => {
        const free = tf.valueAndGrads((v, r) => loss(v as Tensor2D, r as Tensor2D));
        const rows = free([tf.tensor2d(file.inputs.v), tf.tensor2d(file.inputs.r)]);
        expectClose(rows.value.dataSync(), [wanted.value], TOLERANCE * Math.max(1, Math.abs(wanted.value)));
        expectClose(rows.grads[0]!.dataSync(), wanted.grad_v.flat());
        expectClose(rows.grads[1]!.dataSync(), wanted.grad_r.flat());
        const through = tf.valueAndGrads((v, r) =>
          loss(l2Normalise(tf, v as Tensor2D), l2Normalise(tf, r as Tensor2D)),
        );
        const raw = through([tf.tensor2d(file.inputs.v_raw), tf.tensor2d(file.inputs.r_raw)]);
        expectClose(raw.grads[0]!.dataSync(), wanted.grad_v_raw.flat());
        expectClose(raw.grads[1]!.dataSync(), wanted.grad_r_raw.flat());
      });
    });
  });
}
