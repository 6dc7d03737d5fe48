import { SejeError } from '@seje/core';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';

/** Shape by weight name, as one network wants them. */
export type WeightShapes<Name extends string> = Readonly<Record<Name, readonly number[]>>;

const show = (shape: readonly number[] | undefined): string =>
  shape === undefined ? 'missing' : `[${shape.join(', ')}]`;

/**
 * The weights of one network, each there with its shape and finite, and no others. All problems are named
 * in one error.
 * @param network for the message
 * @throws SejeError MODEL_INVALID
 */
export function checkedWeights<Name extends string>(
  weights: NamedWeights,
  shapes: WeightShapes<Name>,
  network: string,
): Readonly<Record<Name, NamedWeight>> {
  const expected: string[] = [];
  const found: string[] = [];
  const names = new Set<string>([...Object.keys(shapes), ...Object.keys(weights)]);
  for (const name of names) {
    const wanted = (shapes as Readonly<Record<string, readonly number[]>>)[name];
    const weight = weights[name];
    const problem = problemOf(weight, wanted);
    if (problem === undefined) continue;
    expected.push(`${name} ${wanted === undefined ? 'not there' : show(wanted)}`);
    found.push(`${name} ${problem}`);
  }
  if (found.length > 0) {
    throw new SejeError('MODEL_INVALID', {
      message: `The weights do not fit the ${network}`,
      expected: expected.join(', '),
      found: found.join(', '),
      remedy: 'Export with the experiment that these weights were trained with.',
    });
  }
  return weights;
}

function problemOf(
  weight: NamedWeight | undefined,
  wanted: readonly number[] | undefined,
): string | undefined {
  if (weight === undefined || wanted === undefined) return show(weight?.shape);
  if (show(weight.shape) !== show(wanted)) return show(weight.shape);
  const size = wanted.reduce((product, n) => product * n, 1);
  if (weight.data.length !== size) return `${show(weight.shape)} with ${weight.data.length} numbers`;
  const at = weight.data.findIndex((x) => !Number.isFinite(x));
  return at === -1 ? undefined : `${weight.data[at]} at ${at}`;
}
