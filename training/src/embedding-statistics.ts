import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from './tensor-engine/tensor-engine.js';

/** How the embeddings of a batch lie, by name. */
export type EmbeddingStatistics = {
  /** Mean Euclidean norm of a row before it is made a unit row; one that grows without end announces trouble. */
  readonly imageNorm: number;
  readonly recipeNorm: number;
  /** Mean cosine of two different images; near 1 all images are one point: the space has collapsed. */
  readonly imageSimilarity: number;
  readonly recipeSimilarity: number;
  /** Mean cosine of a photo and its recipe, what training raises. */
  readonly pairSimilarity: number;
};

/** The rows of one modality. */
export interface EncodedRows {
  /** As the last layer gives them, [B, E]. */
  readonly projected: tensorflow.Tensor2D;
  /** Unit rows, [B, E]. */
  readonly unit: tensorflow.Tensor2D;
}

/** Row i of both belongs to one pair; B is 2 or more. Nothing of it has a gradient: call it outside of one. */
export function embeddingStatistics(
  tf: Tf,
  { images, recipes }: { readonly images: EncodedRows; readonly recipes: EncodedRows },
): EmbeddingStatistics {
  const figures = tf.tidy(() =>
    tf
      .stack([
        meanNorm(tf, images.projected),
        meanNorm(tf, recipes.projected),
        meanSimilarity(tf, images.unit),
        meanSimilarity(tf, recipes.unit),
        tf.mean(tf.sum(tf.mul(images.unit, recipes.unit), 1)),
      ])
      .dataSync(),
  );
  return {
    imageNorm: figures[0]!,
    recipeNorm: figures[1]!,
    imageSimilarity: figures[2]!,
    recipeSimilarity: figures[3]!,
    pairSimilarity: figures[4]!,
  };
}

function meanNorm(tf: Tf, rows: tensorflow.Tensor2D): tensorflow.Scalar {
  return tf.mean(tf.sqrt(tf.sum(tf.square(rows), 1)));
}

/**
 * The mean of x_i · x_j over i ≠ j, without the B x B products: the square of the sum of the rows is the sum
 * of all products, and B of them are a unit row with itself.
 */
function meanSimilarity(tf: Tf, unit: tensorflow.Tensor2D): tensorflow.Scalar {
  const [rows] = unit.shape;
  const all = tf.sum(tf.square(tf.sum(unit, 0)));
  return tf.div(tf.sub(all, rows), rows * (rows - 1));
}
