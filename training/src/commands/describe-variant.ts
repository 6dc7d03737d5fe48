import type { VariantReport } from '../export/quantization/variant-report.js';

type Written = VariantReport & { readonly directory: string; readonly fingerprint: string };

/** Lines for a person: what a smaller variant of a bundle loses against float32, and what it wins. */
export function describeVariant(variant: Written): string {
  const { directory, fingerprint, precision, measuredOn, parity, retrieval, recallLoss } = variant;
  const { bytes, milliseconds } = variant;
  const direction = (name: 'imageToRecipe' | 'recipeToImage', title: string): string => {
    const [before, after] = [retrieval.float32[name], retrieval.variant[name]];
    const moved = (key: 'recallAt1' | 'recallAt5' | 'recallAt10'): string =>
      `${(100 * before[key]).toFixed(1)} -> ${(100 * after[key]).toFixed(1)} %`;
    return (
      `  ${title}: MedR ${before.medianRank} -> ${after.medianRank}, R@1 ${moved('recallAt1')}, ` +
      `R@5 ${moved('recallAt5')}, R@10 ${moved('recallAt10')}; lost ${recallLoss[name].toFixed(2)} points`
    );
  };
  const sizes = Object.entries(bytes).map(
    ([file, { float32, variant: smaller }]) => `  ${file}: ${megabytes(float32)} -> ${megabytes(smaller)}`,
  );
  const times = (['recipe', 'photo'] as const).map((kind) => {
    const { float32, variant: now } = milliseconds[kind];
    return `${kind} ${float32.toFixed(1)} -> ${now.toFixed(1)} ms`;
  });
  const parities = (['recipe', 'image'] as const).map((encoder) => {
    const { maxDifference, minCosine } = parity[encoder];
    return `${encoder} ${maxDifference.toExponential(1)} (cosine at least ${minCosine.toFixed(6)})`;
  });
  return [
    `Bundle ${directory} (${fingerprint.slice(0, 12)}), ${precision}, beside float32 on ` +
      `${measuredOn.pairs} pairs (${measuredOn.partition}):`,
    direction('imageToRecipe', 'image to recipe'),
    direction('recipeToImage', 'recipe to image'),
    `  largest difference of the embeddings: ${parities.join(', ')}`,
    ...sizes,
    `  one at a time: ${times.join(', ')}`,
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
