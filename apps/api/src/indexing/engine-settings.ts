import { join } from 'node:path';
import type { Config } from '../config.js';
import { generationsFolder } from '../state-folder.js';
import type { BuilderSettings } from '../engine/builder-protocol.js';
import type { EngineSettings } from '../engine/protocol.js';
import type { Pair } from './pair-store.js';

type OfOneBuild = 'work' | 'catalogueSequence' | 'live' | 'expected';

/** What the child processes are told, from the service's settings and a pair. */
export interface EngineSettingsOf {
  engine(pair: Pair): EngineSettings;
  builder(pair: Pick<Pair, 'bundle'>): Omit<BuilderSettings, OfOneBuild>;
}

export function engineSettingsOf(config: Config): EngineSettingsOf {
  const { executionProvider, engineThreads, logLevel, state } = config;
  const common = {
    photoFeatures: join(state, 'photo-features'),
    photos: config.photos,
    executionProvider,
    engineThreads,
    logLevel,
  };
  return {
    engine: ({ bundle, generation }) => ({
      ...common,
      bundle: bundle.folder,
      ...(generation && { generation: generation.folder }),
    }),
    builder: ({ bundle }) => ({
      ...common,
      bundle: bundle.folder,
      generations: generationsFolder(state),
    }),
  };
}
