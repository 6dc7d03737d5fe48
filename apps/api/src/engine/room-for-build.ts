/** Bytes of a vector's links in the graph and of its id, beside the numbers themselves. */
const LINKS_AND_ID = 600;
/** A vector is kept while pages are embedded, in the generation's file of vectors, and in its graph. */
const COPIES = 3;
const FLOAT_BYTES = 4;

/** What is to be built. */
export interface BuildSize {
  readonly recipes: number;
  readonly photos: number;
  /** E, width of the vectors. */
  readonly dimension: number;
  /** Of a photo's pooled features. */
  readonly featureDimension: number;
}

/** Bytes that a build writes at most: its pages, the generation, and features of photos it has never seen. */
export function bytesOfBuild({ recipes, photos, dimension, featureDimension }: BuildSize): number {
  const vectors = (recipes + photos) * (COPIES * FLOAT_BYTES * dimension + LINKS_AND_ID);
  return vectors + photos * FLOAT_BYTES * featureDimension;
}
