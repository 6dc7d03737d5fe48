import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

type Rows = tensorflow.Tensor2D;

export interface Recurrence {
  /** x W + b of every step, one step's rows after the other's, [P, 4H]. */
  readonly inputs: Rows;
  /** Rows of each step, n(t), falling from B; a step's rows go on from the first n(t) of the step before. */
  readonly counts: readonly number[];
  /** [H, 4H]. */
  readonly recurrentKernel: Rows;
}

/** Gates, cell and state of one step, [n, H] each. */
const STEP_FIELDS = ['i', 'f', 'g', 'o', 'cell', 'tanhCell', 'state'] as const;
type Step = Readonly<Record<(typeof STEP_FIELDS)[number], Rows>>;

/**
 * The loop of an LSTM, giving the state after every step, [P, H]. Its gradient is written out (Hochreiter &
 * Schmidhuber 1997; Gers et al. 2000): it transposes the recurrent kernel once and sums that kernel's gradient in
 * one product, where the engine's own would do both per step.
 */
export function recurrence(tf: Tf, { inputs, counts, recurrentKernel }: Recurrence): Rows {
  const run = tf.customGrad((...given: (tensorflow.Tensor | tensorflow.GradSaveFunc)[]) => {
    const [x, kernel] = given as [Rows, Rows];
    const save = given[2] as tensorflow.GradSaveFunc;
    const steps = forward(tf, { inputs: x, counts, recurrentKernel: kernel });
    save([kernel, ...steps.flatMap((step) => STEP_FIELDS.map((field) => step[field]))]);
    return {
      value: tf.concat(steps.map(({ state }) => state)), // [P, H]
      gradFunc: (dy: tensorflow.Tensor, saved: tensorflow.Tensor[]) => {
        const [kept, ...rest] = saved as [Rows, ...Rows[]];
        return backward(tf, dy as Rows, {
          recurrentKernel: kept,
          steps: counts.map((_, t) => stepFrom(rest.slice(t * STEP_FIELDS.length))),
        });
      },
    };
  });
  return run(inputs, recurrentKernel);
}

function stepFrom(tensors: readonly Rows[]): Step {
  return Object.fromEntries(STEP_FIELDS.map((field, at) => [field, tensors[at]!])) as unknown as Step;
}

function forward(tf: Tf, { inputs, counts, recurrentKernel }: Recurrence): Step[] {
  const steps: Step[] = [];
  for (const input of rowsOfSteps(tf, inputs, counts)) {
    const [rows] = input.shape;
    const previous = steps.at(-1);
    const state = previous && firstRows(tf, previous.state, rows); // h(t-1), [n, H]
    const gates = state === undefined ? input : tf.add(input, tf.matMul(state, recurrentKernel)); // [n, 4H]
    const [i, f, g, o] = tf.split(gates, 4, 1) as [Rows, Rows, Rows, Rows]; // [n, H] each
    const step = { i: tf.sigmoid(i), f: tf.sigmoid(f), g: tf.tanh(g), o: tf.sigmoid(o) };
    const written: Rows = tf.mul(step.i, step.g);
    const cell: Rows =
      previous === undefined ? written : tf.add(tf.mul(step.f, firstRows(tf, previous.cell, rows)), written);
    const tanhCell = tf.tanh(cell);
    steps.push({ ...step, cell, tanhCell, state: tf.mul(step.o, tanhCell) });
  }
  return steps;
}

interface Tape {
  readonly recurrentKernel: Rows;
  readonly steps: readonly Step[];
}

/** Gradients of inputs [P, 4H] and recurrentKernel [H, 4H]. */
function backward(tf: Tf, dStates: Rows, { recurrentKernel, steps }: Tape): [Rows, Rows] {
  const counts = steps.map(({ state }) => state.shape[0]);
  const dStateAt = rowsOfSteps(tf, dStates, counts); // S times [n, H]
  const kernelTransposed = tf.transpose(recurrentKernel); // [4H, H]
  const dGates: Rows[] = []; // last step first, [n, 4H] each
  let dCellLater: Rows | undefined; // through the forget gate of the step after, [n(t+1), H]
  for (let t = steps.length - 1; t >= 0; t--) {
    const { i, f, g, o, tanhCell } = steps[t]!;
    const later = dGates.at(-1);
    const here = dStateAt[t]!;
    const dState = later === undefined ? here : addToFirst(tf, here, tf.matMul(later, kernelTransposed));
    const throughState: Rows = tf.mul(tf.mul(dState, o), oneMinusSquare(tf, tanhCell));
    const dCell = dCellLater === undefined ? throughState : addToFirst(tf, throughState, dCellLater);
    const before = t === 0 ? tf.zerosLike(dCell) : firstRows(tf, steps[t - 1]!.cell, counts[t]!);
    const gates: Rows[] = [
      tf.mul(tf.mul(dCell, g), slopeOfSigmoid(tf, i)),
      tf.mul(tf.mul(dCell, before), slopeOfSigmoid(tf, f)),
      tf.mul(tf.mul(dCell, i), oneMinusSquare(tf, g)),
      tf.mul(tf.mul(dState, tanhCell), slopeOfSigmoid(tf, o)),
    ];
    dGates.push(tf.concat(gates, 1));
    dCellLater = tf.mul(dCell, f);
  }
  const dInputs = tf.concat(dGates.toReversed()); // [P, 4H]
  return [dInputs, kernelGradient(tf, { steps, dInputs, recurrentKernel })];
}

/** Sum over the steps of h(t-1)ᵀ dGates(t), as one product; the first step has no state before it. */
function kernelGradient(
  tf: Tf,
  parts: { readonly steps: readonly Step[]; readonly dInputs: Rows; readonly recurrentKernel: Rows },
): Rows {
  const { steps, dInputs, recurrentKernel } = parts;
  if (steps.length === 1) return tf.zerosLike(recurrentKernel);
  const later = steps.slice(1);
  const before = tf.concat(later.map(({ state }, t) => firstRows(tf, steps[t]!.state, state.shape[0])));
  const [first] = steps[0]!.state.shape;
  const dGates = tf.slice(dInputs, [first, 0], [-1, -1]); // [P - B, 4H]
  return tf.matMul(tf.transpose(before), dGates);
}

/** The rows of each step, [P, D] -> S times [n, D]. */
function rowsOfSteps(tf: Tf, x: Rows, counts: readonly number[]): Rows[] {
  return tf.split(x, [...counts], 0);
}

/** [m, D] -> [n, D], n not above m. */
function firstRows(tf: Tf, x: Rows, count: number): Rows {
  return x.shape[0] === count ? x : tf.slice(x, [0, 0], [count, -1]);
}

/** x with `more` [n, D] added to its first rows, [m, D]. */
function addToFirst(tf: Tf, x: Rows, more: Rows): Rows {
  const [count] = more.shape;
  if (x.shape[0] === count) return tf.add(x, more);
  return tf.concat([tf.add(firstRows(tf, x, count), more), tf.slice(x, [count, 0], [-1, -1])]);
}

/** 1 - y², the slope of tanh where its value is y. */
function oneMinusSquare(tf: Tf, y: Rows): Rows {
  return tf.sub(1, tf.square(y));
}

/** y (1 - y), the slope of the sigmoid where its value is y. */
function slopeOfSigmoid(tf: Tf, y: Rows): Rows {
  return tf.mul(y, tf.sub(1, y));
}
