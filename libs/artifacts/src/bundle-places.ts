import { basename, dirname, join, resolve } from 'node:path';

/** The hidden siblings of a bundle's directory while it is written or replaced. */
export interface BundlePlaces {
  readonly final: string;
  /** Where the new one is built; never opened. */
  readonly building: string;
  /** Where the old one waits while the new one takes its name; whole at every moment. */
  readonly previous: string;
}

export function bundlePlaces(directory: string): BundlePlaces {
  const final = resolve(directory);
  const beside = (suffix: string): string => join(dirname(final), `.${basename(final)}.${suffix}`);
  return { final, building: beside('building'), previous: beside('previous') };
}
