import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';

type Shape = readonly number[];
type Shapes = Readonly<Record<string, Shape>>;

/** One layer as it is kept here, and as PyTorch names and lays it out. Both ways are lossless. */
export interface LayerMapping {
  readonly toPyTorch: (ours: NamedWeights) => Record<string, NamedWeight>;
  /** @param arrays complete, of the shapes that `shapes` gives */
  readonly fromPyTorch: (arrays: NamedWeights) => Record<string, NamedWeight>;
  /** Our shapes to those of PyTorch. */
  readonly shapes: (ours: Shapes) => Record<string, Shape>;
}

/** `nn.Linear`: `kernel [in, out]`, `bias [out]` to `weight [out, in]`, `bias [out]`. */
export function linearLayer(name: string): LayerMapping {
  const [kernel, weight, bias] = [`${name}.kernel`, `${name}.weight`, `${name}.bias`];
  return {
    toPyTorch: (ours) => ({ [weight]: transposed(ours[kernel]!), [bias]: ours[bias]! }),
    fromPyTorch: (arrays) => ({ [kernel]: transposed(arrays[weight]!), [bias]: arrays[bias]! }),
    shapes: (ours) => ({ [weight]: ours[kernel]!.toReversed(), [bias]: ours[bias]! }),
  };
}

/** `nn.BatchNorm1d`: the same four arrays under other names. */
export function normLayer(name: string): LayerMapping {
  return renamed(
    Object.entries({
      gamma: 'weight',
      beta: 'bias',
      movingMean: 'running_mean',
      movingVariance: 'running_var',
    }).map(([ours, theirs]) => [`${name}.${ours}`, `${name}.${theirs}`]),
  );
}

/** `nn.Embedding` or `nn.EmbeddingBag`: a table [rows, width] as it is. */
export function tableLayer(ours: string, theirs: string): LayerMapping {
  return renamed([[ours, theirs]]);
}

export interface LstmNames {
  /** `<ours>.kernel [D, 4H]`, `.recurrentKernel [H, 4H]`, `.bias [4H]`. */
  readonly ours: string;
  readonly theirs: string;
  /** `l0`, `l1_reverse`: layer and direction. */
  readonly suffix?: string;
}

/**
 * `nn.LSTM`, whose gates have the same order, input, forget, cell, output: `weight_ih [4H, D]`, `weight_hh [4H, H]`
 * and two biases [4H], of which the second is 0 when written and added when read.
 */
export function lstmLayer({ ours: name, theirs, suffix = 'l0' }: LstmNames): LayerMapping {
  const [kernel, recurrent, bias] = [`${name}.kernel`, `${name}.recurrentKernel`, `${name}.bias`];
  const of = (part: string): string => `${theirs}.${part}_${suffix}`;
  return {
    toPyTorch: (ours) => ({
      [of('weight_ih')]: transposed(ours[kernel]!),
      [of('weight_hh')]: transposed(ours[recurrent]!),
      [of('bias_ih')]: ours[bias]!,
      [of('bias_hh')]: { shape: ours[bias]!.shape, data: new Float32Array(ours[bias]!.data.length) },
    }),
    fromPyTorch: (arrays) => ({
      [kernel]: transposed(arrays[of('weight_ih')]!),
      [recurrent]: transposed(arrays[of('weight_hh')]!),
      [bias]: sum(arrays[of('bias_ih')]!, arrays[of('bias_hh')]!),
    }),
    shapes: (ours) => ({
      [of('weight_ih')]: ours[kernel]!.toReversed(),
      [of('weight_hh')]: ours[recurrent]!.toReversed(),
      [of('bias_ih')]: ours[bias]!,
      [of('bias_hh')]: ours[bias]!,
    }),
  };
}

function renamed(pairs: readonly (readonly [ours: string, theirs: string])[]): LayerMapping {
  const moved = <T>(from: Readonly<Record<string, T>>, to: 0 | 1): Record<string, T> =>
    Object.fromEntries(pairs.map((pair) => [pair[to], from[pair[1 - to]!]!]));
  return {
    toPyTorch: (ours) => moved(ours, 1),
    fromPyTorch: (arrays) => moved(arrays, 0),
    shapes: (ours) => moved(ours, 1),
  };
}

/** [rows, columns] to [columns, rows]. */
function transposed({ shape, data }: NamedWeight): NamedWeight {
  const [rows, columns] = shape as [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return { shape: [columns, rows], data: turned };
}

/** a + b; where b is 0, a as it is: -0 + 0 would be 0. */
function sum(a: NamedWeight, b: NamedWeight): NamedWeight {
  return { shape: a.shape, data: a.data.map((x, i) => (b.data[i] === 0 ? x : x + b.data[i]!)) };
}
