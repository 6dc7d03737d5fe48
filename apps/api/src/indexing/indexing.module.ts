import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CatalogueChanges } from '../catalogue/catalogue-changes.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { FolderSync } from '../catalogue/folder-sync.js';
import { RecordsModule } from '../catalogue/records.module.js';
import { CONFIG, type Config } from '../config.js';
import { EngineSupervisor } from '../engine/engine-supervisor.js';
import { EngineModule } from '../engine/engine.module.js';
import { GenerationBuilder } from '../engine/generation-builder.js';
import { Jobs } from '../jobs/jobs.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LOGGER } from '../logger.js';
import { generationsFolder } from '../state-folder.js';
import { BundleStore } from './bundle-store.js';
import { ChangeFollower } from './change-follower.js';
import { engineSettingsOf } from './engine-settings.js';
import { IndexStatus } from './index-status.js';
import { Indexing } from './indexing.js';
import { PairServer } from './pair-server.js';
import { PairStore } from './pair-store.js';
import { ReindexLeftovers } from './reindex-leftovers.js';
import { ReindexReports } from './reindex-report.js';
import { Reindexer } from './reindexer.js';

const workIn = (state: string): string => join(state, 'reindexing');
const reportsIn = (state: string): string => join(state, 'reports');

@Module({
  imports: [EngineModule, CatalogueModule, RecordsModule, JobsModule],
  providers: [
    {
      provide: BundleStore,
      inject: [CONFIG],
      useFactory: ({ state }: Config) => new BundleStore(join(state, 'bundles')),
    },
    {
      provide: PairStore,
      inject: [CONFIG, BundleStore],
      useFactory: ({ state }: Config, bundles: BundleStore) =>
        new PairStore(generationsFolder(state), bundles),
    },
    {
      provide: ReindexReports,
      inject: [CONFIG],
      useFactory: ({ state }: Config) => new ReindexReports(reportsIn(state)),
    },
    {
      provide: ChangeFollower,
      inject: [CatalogueAccess, EngineSupervisor, LOGGER],
      useFactory: (catalogue: CatalogueAccess, supervisor: EngineSupervisor, logger: Logger) =>
        new ChangeFollower({ store: () => catalogue.store, live: () => supervisor.live, logger }),
    },
    {
      provide: IndexStatus,
      inject: [CatalogueAccess, Jobs],
      useFactory: (catalogue: CatalogueAccess, jobs: Jobs) => new IndexStatus(() => catalogue.store, jobs),
    },
    {
      provide: PairServer,
      inject: [CONFIG, LOGGER, BundleStore, PairStore, EngineSupervisor, CatalogueAccess],
      useFactory: (
        config: Config,
        logger: Logger,
        bundles: BundleStore,
        pairs: PairStore,
        supervisor: EngineSupervisor,
        catalogue: CatalogueAccess,
      ) =>
        new PairServer({
          latestSequence: () => catalogue.store.latestSequence(),
          bundles,
          pairs,
          supervisor,
          engineSettingsOf: engineSettingsOf(config),
          configuredBundle: config.bundle,
          state: config.state,
          logger,
        }),
    },
    {
      provide: Reindexer,
      inject: [
        CONFIG,
        LOGGER,
        BundleStore,
        PairStore,
        ReindexReports,
        EngineSupervisor,
        GenerationBuilder,
        CatalogueAccess,
        FolderSync,
      ],
      useFactory: (
        config: Config,
        logger: Logger,
        bundles: BundleStore,
        pairs: PairStore,
        reports: ReindexReports,
        supervisor: EngineSupervisor,
        builder: GenerationBuilder,
        catalogue: CatalogueAccess,
        folderSync: FolderSync,
      ) =>
        new Reindexer({
          store: () => catalogue.store,
          bundles,
          pairs,
          builder,
          supervisor,
          engineSettingsOf: engineSettingsOf(config),
          reports,
          folderSync: config.data === undefined ? undefined : folderSync,
          configuredBundle: config.bundle,
          work: workIn(config.state),
          logger,
        }),
    },
    {
      provide: Indexing,
      inject: [
        CONFIG,
        LOGGER,
        PairServer,
        Reindexer,
        ChangeFollower,
        EngineSupervisor,
        CatalogueChanges,
        Jobs,
      ],
      useFactory: (
        config: Config,
        logger: Logger,
        server: PairServer,
        reindexer: Reindexer,
        follower: ChangeFollower,
        supervisor: EngineSupervisor,
        changes: CatalogueChanges,
        jobs: Jobs,
      ) =>
        new Indexing({
          server,
          reindexer,
          follower,
          supervisor,
          changes,
          jobs,
          leftovers: new ReindexLeftovers(workIn(config.state), reportsIn(config.state)),
          hasFolder: config.data !== undefined,
          reindexAfter: config.reindexAfter,
          logger,
        }),
    },
  ],
  exports: [Indexing, PairStore, ReindexReports, IndexStatus],
})
export class IndexingModule {}
