import { Module } from '@nestjs/common';
import { pino } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { startChild } from './child.js';
import { EngineClient } from './engine-client.js';
import { EngineSupervisor } from './engine-supervisor.js';
import { GenerationBuilder } from './generation-builder.js';

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
