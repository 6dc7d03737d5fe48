import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CatalogueSnapshots } from '../catalogue/catalogue-snapshots.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CONFIG, type Config } from '../config.js';
import { EngineClient } from '../engine/engine-client.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import { EngineModule, generationsRoot } from '../engine/engine.module.js';
import { GenerationBuilder } from '../engine/generation-builder.js';
import { LOGGER } from '../logger.js';
import { AdminController } from './admin.controller.js';
import { Reindexer } from './reindexer.js';

@Module({
  imports: [EngineModule, CatalogueModule],
  controllers: [AdminController],
  providers: [
    {
      provide: Reindexer,
      inject: [GenerationBuilder, EngineClient, EngineSupervisor, CatalogueSnapshots, CONFIG, LOGGER],
      useFactory: (
        builder: GenerationBuilder,
        client: EngineClient,
        supervisor: EngineSupervisor,
        snapshots: CatalogueSnapshots,
        config: Config,
        logger: Logger,
      ) =>
        new Reindexer({
          builder,
          client,
          supervisor,
          snapshots,
          generations: generationsRoot(config),
          logger,
        }),
    },
  ],
  exports: [Reindexer],
})
export class AdminModule {}
