import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

type Tensor = tensorflow.Tensor;

export interface Recurrence {
  /** x W + b of every step, [S, B, 4H]. */
  readonly inputs: tensorflow.Tensor3D;
  /** [H, 4H]. */
  readonly recurrentKernel: tensorflow.Tensor2D;
}

/** Gates, cell and state of one step, [B, H] each. */
const STEP_FIELDS = ['i', 'f', 'g', 'o', 'cell', 'tanhCell', 'state'] as const;
type Step = Readonly<Record<(typeof STEP_FIELDS)[number], Tensor>>;

/**
 * The loop of an LSTM over [S, B, 4H], giving the state after every step, [S, B, H]. Its gradient is written
 * out (Hochreiter & Schmidhuber 1997; Gers et al. 2000): it transposes the recurrent kernel once and sums that
 * kernel's gradient in one product, where the engine's own would do both per step.
 */
export function recurrence(tf: Tf, { inputs, recurrentKernel }: Recurrence): tensorflow.Tensor3D {
  const run = tf.customGrad((...given: (Tensor | tensorflow.GradSaveFunc)[]) => {
    const [x, kernel] = given as [tensorflow.Tensor3D, tensorflow.Tensor2D];
    const save = given[2] as tensorflow.GradSaveFunc;
    const steps = forward(tf, x, kernel);
    save([kernel, ...steps.flatMap((step) => STEP_FIELDS.map((field) => step[field]))]);
    return {
      value: tf.stack(steps.map(({ state }) => state)), // [S, B, H]
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept, ...rest] = saved as [tensorflow.Tensor2D, ...Tensor[]];
        return backward(tf, dy, {
          recurrentKernel: kept,
          steps: Array.from({ length: steps.length }, (_, t) => stepFrom(rest.slice(t * STEP_FIELDS.length))),
        });
      },
    };
  });
  return run(inputs, recurrentKernel) as tensorflow.Tensor3D;
}

function stepFrom(tensors: readonly Tensor[]): Step {
  return Object.fromEntries(STEP_FIELDS.map((field, at) => [field, tensors[at]!])) as unknown as Step;
}

function forward(tf: Tf, inputs: tensorflow.Tensor3D, recurrentKernel: tensorflow.Tensor2D): Step[] {
  const steps: Step[] = [];
  for (const input of tf.unstack(inputs)) {
    const previous = steps.at(-1);
    const gates = previous === undefined ? input : tf.add(input, tf.matMul(previous.state, recurrentKernel));
    const [i, f, g, o] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor]; // [B, H] each
    const step = { i: tf.sigmoid(i), f: tf.sigmoid(f), g: tf.tanh(g), o: tf.sigmoid(o) };
    const written = tf.mul(step.i, step.g);
    const cell = previous === undefined ? written : tf.add(tf.mul(step.f, previous.cell), written);
    const tanhCell = tf.tanh(cell);
    steps.push({ ...step, cell, tanhCell, state: tf.mul(step.o, tanhCell) });
  }
  return steps;
}

interface Tape {
  readonly recurrentKernel: tensorflow.Tensor2D;
  readonly steps: readonly Step[];
}

/** Gradients of inputs [S, B, 4H] and recurrentKernel [H, 4H]. */
function backward(tf: Tf, dStates: Tensor, { recurrentKernel, steps }: Tape): [Tensor, Tensor] {
  const dStateAt = tf.unstack(dStates); // S times [B, H]
  const kernelTransposed = tf.transpose(recurrentKernel); // [4H, H]
  const dGates: Tensor[] = []; // last step first, [B, 4H] each
  let dCellLater: Tensor | undefined; // through the forget gate of the step after, [B, H]
  for (let t = steps.length - 1; t >= 0; t--) {
    const { i, f, g, o, tanhCell } = steps[t]!;
    const later = dGates.at(-1);
    const here = dStateAt[t]!;
    const dState = later === undefined ? here : tf.add(here, tf.matMul(later, kernelTransposed));
    const throughState = tf.mul(tf.mul(dState, o), oneMinusSquare(tf, tanhCell));
    const dCell = dCellLater === undefined ? throughState : tf.add(throughState, dCellLater);
    const before = t === 0 ? tf.zerosLike(dCell) : steps[t - 1]!.cell;
    const gates = [
      tf.mul(tf.mul(dCell, g), slopeOfSigmoid(tf, i)),
      tf.mul(tf.mul(dCell, before), slopeOfSigmoid(tf, f)),
      tf.mul(tf.mul(dCell, i), oneMinusSquare(tf, g)),
      tf.mul(tf.mul(dState, tanhCell), slopeOfSigmoid(tf, o)),
    ];
    dGates.push(tf.concat(gates, 1));
    dCellLater = tf.mul(dCell, f);
  }
  const inOrder = dGates.toReversed();
  return [tf.stack(inOrder), kernelGradient(tf, { steps, dGates: inOrder, recurrentKernel })];
}

/** Sum over the steps of h(t-1)ᵀ dGates(t), as one product; the first step has no state before it. */
function kernelGradient(
  tf: Tf,
  parts: { steps: readonly Step[]; dGates: readonly Tensor[]; recurrentKernel: Tensor },
): Tensor {
  if (parts.steps.length === 1) return tf.zerosLike(parts.recurrentKernel);
  const before = tf.concat(parts.steps.slice(0, -1).map((step) => step.state)) as tensorflow.Tensor2D; // [(S-1)B, H]
  return tf.matMul(tf.transpose(before), tf.concat(parts.dGates.slice(1)));
}

/** 1 - y², the slope of tanh where its value is y. */
function oneMinusSquare(tf: Tf, y: Tensor): Tensor {
  return tf.sub(1, tf.square(y));
}

/** y (1 - y), the slope of the sigmoid where its value is y. */
function slopeOfSigmoid(tf: Tf, y: Tensor): Tensor {
  return tf.mul(y, tf.sub(1, y));
}
