import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { pino } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { generationsFolder } from '../state-folder.js';
import { startChild } from './child.js';
import { EngineClient } from './engine-client.js';
import { EngineSupervisor } from './engine-supervisor.js';
import { GenerationBuilder } from './generation-builder.js';
import type { EngineSettings } from './protocol.js';

/** Where index generations lie under the state folder. */
export function generationsRoot({ state }: Config): string {
  return generationsFolder(state);
}

function settingsOf(config: Config): EngineSettings {
  const { bundle, data, executionProvider, engineThreads, state } = config;
  return {
    bundle,
    data,
    generations: generationsRoot(config),
    photoFeatures: join(state, 'photo-features'),
    executionProvider,
    engineThreads,
  };
}

@Module({
  providers: [
    {
      provide: EngineSupervisor,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, logger: pino.Logger) =>
        new EngineSupervisor({ settings: settingsOf(config), startChild, logger }),
    },
    {
      provide: EngineClient,
      inject: [EngineSupervisor, CONFIG],
      useFactory: (supervisor: EngineSupervisor, config: Config) => new EngineClient(supervisor, config),
    },
    {
      provide: GenerationBuilder,
      inject: [CONFIG],
      useFactory: (config: Config) => new GenerationBuilder(settingsOf(config), startChild),
    },
  ],
  exports: [EngineSupervisor, EngineClient, GenerationBuilder],
})
export class EngineModule {}
