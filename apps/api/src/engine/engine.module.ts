import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { pino } from 'pino';
import { catalogueFolder } from '../catalogue/catalogue-access.js';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { startChild } from './child.js';
import { EngineClient } from './engine-client.js';
import { EngineSupervisor } from './engine-supervisor.js';
import { GenerationBuilder } from './generation-builder.js';
import type { EngineSettings } from './protocol.js';

/** Where index generations lie under the state folder. */
export function generationsRoot({ state }: Config): string {
  return join(state, 'generations');
}

/** What every engine and builder of the service is told, whichever bundle and generation it opens. */
export function sharedSettings(config: Config): Omit<EngineSettings, 'bundle' | 'generation'> {
  const { executionProvider, engineThreads, state } = config;
  return {
    photoFeatures: join(state, 'photo-features'),
    photos: { kind: 'folder', folder: join(catalogueFolder(config), 'photos') },
    executionProvider,
    engineThreads,
  };
}

@Module({
  providers: [
    {
      provide: EngineSupervisor,
      inject: [CONFIG, LOGGER],
      // An engine that was replaced may finish what it was asked: nobody waits longer than the deadline.
      useFactory: ({ deadlineMs }: Config, logger: pino.Logger) =>
        new EngineSupervisor({ startChild, logger, drainLimitMs: deadlineMs }),
    },
    {
      provide: EngineClient,
      inject: [EngineSupervisor, CONFIG],
      useFactory: (supervisor: EngineSupervisor, config: Config) => new EngineClient(supervisor, config),
    },
    { provide: GenerationBuilder, useFactory: () => new GenerationBuilder(startChild) },
  ],
  exports: [EngineSupervisor, EngineClient, GenerationBuilder],
})
export class EngineModule {}
