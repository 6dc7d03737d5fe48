import { DIRECTIONS } from '../networks/ingredient-tagger.js';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import { type LayerMapping, linearLayer, lstmLayer, normLayer, tableLayer } from './pytorch-layers.js';

/** Networks of Phase II, and of Phase I where they were trained; each is one file `<name>.safetensors`. */
export const PHASE_TWO_NETWORKS = [
  'recipe-encoder',
  'image-encoder',
  'category-classifier',
  'modality-discriminator',
] as const;
export const PHASE_ONE_NETWORKS = ['sentence-encoder', 'ingredient-tagger', 'categoriser'] as const;
export const NETWORK_NAMES = [...PHASE_TWO_NETWORKS, ...PHASE_ONE_NETWORKS] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

type Names = Iterable<string>;

const FIXED: Readonly<Record<Exclude<NetworkName, 'recipe-encoder' | 'ingredient-tagger'>, LayerMapping[]>> =
  {
    'image-encoder': [linearLayer('joint'), normLayer('norm')],
    'category-classifier': [linearLayer('category')],
    'modality-discriminator': [linearLayer('first'), linearLayer('second'), linearLayer('score')],
    'sentence-encoder': [
      tableLayer('words', 'words.weight'),
      lstmLayer({ ours: 'encoder', theirs: 'encoder' }),
    ],
    categoriser: [linearLayer('head')],
  };

/**
 * The layers of a network, in PyTorch's order.
 * @param names of its weights here: a recipe encoder may have no LSTM, a tagger several
 */
export function layersOf(network: NetworkName, names: Names): readonly LayerMapping[] {
  const present = new Set(names);
  if (network === 'recipe-encoder') {
    const lstm = present.has('lstm.kernel') ? [lstmLayer({ ours: 'lstm', theirs: 'lstm' })] : [];
    return [linearLayer('term'), ...lstm, linearLayer('joint'), normLayer('norm')];
  }
  if (network !== 'ingredient-tagger') return FIXED[network];
  const lstms: LayerMapping[] = [];
  for (let layer = 1; present.has(`layer${layer}.forward.kernel`); layer++) {
    for (const direction of DIRECTIONS) {
      const suffix = `l${layer - 1}${direction === 'backward' ? '_reverse' : ''}`;
      lstms.push(lstmLayer({ ours: `layer${layer}.${direction}`, theirs: 'lstm', suffix }));
    }
  }
  const table = tableLayer('embedding.table', 'embedding.weight');
  return [table, ...lstms, linearLayer('name'), linearLayer('line')];
}

/** A network's weights as PyTorch names and lays them out. */
export function toPyTorch(network: NetworkName, ours: NamedWeights): NamedWeights {
  return merged(layersOf(network, Object.keys(ours)).map((layer) => layer.toPyTorch(ours)));
}

/** The way back. @param ours shapes of the network here, which `arrays` fit */
export function fromPyTorch(
  network: NetworkName,
  arrays: NamedWeights,
  ours: Readonly<Record<string, readonly number[]>>,
): NamedWeights {
  return merged(layersOf(network, Object.keys(ours)).map((layer) => layer.fromPyTorch(arrays)));
}

/** Names and shapes in PyTorch of a network with these shapes here. */
export function pyTorchShapes(
  network: NetworkName,
  ours: Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, readonly number[]>> {
  return merged(layersOf(network, Object.keys(ours)).map((layer) => layer.shapes(ours)));
}

function merged<T extends NamedWeight | readonly number[]>(
  layers: readonly Readonly<Record<string, T>>[],
): Record<string, T> {
  return Object.assign({}, ...layers) as Record<string, T>;
}
