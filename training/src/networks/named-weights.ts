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

/** The same arrays under names that begin with `prefix`, so that several networks fit into one file. */
export function prefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`${prefix}${name}`, value]));
}

/** The arrays whose names begin with `prefix`, without it: what `prefixed` was given. */
export function under(prefix: string, arrays: NamedWeights): NamedWeights {
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight]),
  );
}
