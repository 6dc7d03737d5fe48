import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CatalogueChanges } from '../catalogue/catalogue-changes.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { FolderSync } from '../catalogue/folder-sync.js';
import { CONFIG, type Config } from '../config.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import { EngineModule } from '../engine/engine.module.js';
import { GenerationBuilder } from '../engine/generation-builder.js';
import { Jobs } from '../jobs/jobs.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LOGGER } from '../logger.js';
import { BundleStore } from './bundle-store.js';
import { ChangeFollower } from './change-follower.js';
import { engineSettingsOf, generationsRoot } from './engine-settings.js';
import { Indexing } from './indexing.js';
import { PairServer } from './pair-server.js';
import { PairStore } from './pair-store.js';
import { ReindexReports } from './reindex-report.js';
import { Reindexer } from './reindexer.js';

/** Follower and supervisor need one another: every engine is fed before it answers. */
function indexing(
  config: Config,
  logger: Logger,
  { bundles, pairs }: Pairs,
  reports: ReindexReports,
  { supervisor, builder }: Engines,
  { catalogue, changes, folderSync }: Sources,
  jobs: Jobs,
): Indexing {
  return undefined as never;
}

@Module({
  imports: [EngineModule, CatalogueModule, JobsModule],
  providers: [
    {
      provide: ReindexReports,
      inject: [CONFIG],
      useFactory: ({ state }: Config) => new ReindexReports(join(state, 'reports')),
    },
    {
      provide: PairStore,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new PairStore(generationsRoot(config), new BundleStore(join(config.state, 'bundles'))),
    },
    {
      provide: Indexing,
      inject: [
        CONFIG,
        LOGGER,
        PairStore,
        ReindexReports,
        EngineSupervisor,
        GenerationBuilder,
        CatalogueAccess,
        CatalogueChanges,
        FolderSync,
        Jobs,
      ],
      useFactory: indexing,
    },
  ],
  exports: [Indexing, PairStore, ReindexReports],
})
export class IndexingModule {}
