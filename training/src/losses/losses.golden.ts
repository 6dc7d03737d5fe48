import { matrixFromRows } from '@seje/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { doubleNegatives } from '../mining/double-negatives.js';
import { l2Normalise } from '../networks/layers.js';
import { type TensorEngine, type Tf } from '../tensor-engine/tensor-engine.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import { type LossInputs, type Rows, goldenCases, labelsOf } from './golden-cases.golden.js';
import { pairwiseDistance } from './pairwise-distance.js';

interface Mined {
  i_ap: number[];
  i_an_instance: number[];
  /** null: none. */
  i_an_class: (number | null)[];
}
interface LossCase extends Record<'grad_v' | 'grad_r' | 'grad_v_raw' | 'grad_r_raw', Rows> {
  value: number;
  mined?: Mined;
  grad_params?: Record<string, Rows | number[]>;
}
interface LossFile {
  inputs: LossInputs;
  distances: Rows;
  cases: Record<string, LossCase>;
}

const FILE = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'losses.json');
const golden = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as LossFile) : undefined;
/** Values: relative to max(1, value); gradients: largest difference. */
const TOLERANCE = 1e-5;

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, want] of expected.entries())
    expect(Math.abs(actual[i]! - want), `element ${i}`).toBeLessThanOrEqual(tolerance);
}

function expectValues(actual: ArrayLike<number>, expected: readonly number[]): void {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expectClose(actual, expected, TOLERANCE * largest);
}

/** The losses against the reference's values and gradients, for one engine. */
export function lossesGolden(name: TensorEngine['name']): void {
  describe(`losses against the golden values on ${name}`, () => {
    let engine: TensorEngine | string = '';
    beforeAll(async () => {
      engine = await openForTest(name);
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

    it('computes every entry of the file, and no other', (ctx) => {
      const { tf, file } = given(ctx);
      const cases = tf.tidy(() => Object.keys(goldenCases(tf, file.inputs)));
      expect(cases.toSorted()).toEqual(Object.keys(file.cases).toSorted());
    });

    it.for(Object.keys(golden?.cases ?? { 'the file': 0 }))('values and differentiates %s', (entry, ctx) => {
      const { tf, file } = given(ctx);
      const { inputs } = file;
      const { value, grad_v, grad_r, grad_v_raw, grad_r_raw, mined, grad_params, ...parts } =
        file.cases[entry]!;
      if (mined !== undefined) expectMined(file, { entry, mined });
      tf.tidy(() => {
        const { loss: lossOf, parts: partsOf, params = {} } = goldenCases(tf, inputs)[entry]!;
        // some losses read only one of the two: the other has the gradient 0
        const loss = (v: Tensor2D, r: Tensor2D): Scalar =>
          tf.add(lossOf(v, r), tf.mul(0, tf.sum(tf.add(v, r))));
        const [v, r] = [tf.tensor2d(inputs.v), tf.tensor2d(inputs.r)];
        const free = tf.valueAndGrads((a, b) => loss(a as Tensor2D, b as Tensor2D))([v, r]);
        expectValues(free.value.dataSync(), [value]);
        expectClose(free.grads[0]!.dataSync(), grad_v.flat());
        expectClose(free.grads[1]!.dataSync(), grad_r.flat());

        const normalised = (a: Tensor, b: Tensor): Scalar =>
          loss(l2Normalise(tf, a as Tensor2D), l2Normalise(tf, b as Tensor2D));
        const raw = tf.grads(normalised)([tf.tensor2d(inputs.v_raw), tf.tensor2d(inputs.r_raw)]);
        expectClose(raw[0]!.dataSync(), grad_v_raw.flat());
        expectClose(raw[1]!.dataSync(), grad_r_raw.flat());

        const found = partsOf?.(v, r) ?? {};
        for (const [part, want] of Object.entries(parts)) {
          expect(found, part).toHaveProperty(part);
          expectValues(found[part]!, [want].flat() as number[]);
        }
        expect(Object.keys(grad_params ?? {})).toEqual(Object.keys(params));
        if (grad_params === undefined) return;
        const { grads } = tf.variableGrads(() => loss(v, r), Object.values(params));
        for (const [param, want] of Object.entries(grad_params)) {
          const { name: id } = params[param]!;
          const moved = (grads as Record<string, Tensor | null>)[id] ?? tf.zerosLike(params[param]!); // null: not in the loss
          const gradient = tf.transpose(moved); // kernels are [out, in] there
          const [extra = 0] = gradient.shape.map((rows) => rows - want.length); // a background that is not there
          const wanted = (want as (number | number[])[]).flat();
          expectClose(gradient.dataSync().slice((extra * wanted.length) / want.length), wanted);
        }
      });
    });
  });
}

function expectMined(file: LossFile, { entry, mined }: { entry: string; mined: Mined }): void {
  const labels = labelsOf({ inputs: file.inputs, duplicates: entry.endsWith('_duplicates') });
  const distances = matrixFromRows(file.distances.map((row) => Float32Array.from(row)));
  const backgroundNegatives = entry.endsWith('_background_candidates');
  const { byInstance, byClass } = doubleNegatives(distances, labels, { backgroundNegatives });
  const chosen = (of: 'positives' | 'negatives', { imageAnchors, recipeAnchors } = byInstance) => [
    ...imageAnchors[of],
    ...recipeAnchors[of],
  ];
  expect(chosen('positives')).toEqual(mined.i_ap);
  expect(chosen('negatives')).toEqual(mined.i_an_instance);
  expect(chosen('negatives', byClass)).toEqual(mined.i_an_class.map((index) => index ?? -1));
}
