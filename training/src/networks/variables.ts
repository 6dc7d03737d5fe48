import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { NamedWeights } from './named-weights.js';

/** A network's weights as the engine holds them; ops read them, an optimiser assigns to them. */
export type Variables = Readonly<Record<string, tensorflow.Variable>>;

/** Batch norm's moving statistics: part of the weights, moved by the forward pass and not by gradients. */
const MOVING = /\.moving(Mean|Variance)$/;

export function variablesOf(tf: Tf, weights: NamedWeights): Variables {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      // the engine keeps the array that it is given: hand it a copy
      tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape]), !MOVING.test(name))),
    ]),
  );
}

/** Copies of the weights, free of the engine. */
export function namedWeightsOf(variables: Variables): NamedWeights {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      { shape: variable.shape, data: (variable.dataSync() as Float32Array).slice() },
    ]),
  );
}

/** Those that gradients move. */
export function trainable(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, variable]) => variable.trainable));
}

export function dispose(variables: Variables): void {
  for (const variable of Object.values(variables)) variable.dispose();
}
