/** One trained array, row-major. */
export interface NamedWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The weights of a network by name: what training hands to export and evaluation, free of any engine.
 * Names and shapes: recipe-encoder.ts and image-encoder.ts.
 */
export type NamedWeights = Readonly<Record<string, NamedWeight>>;
