import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessModule } from './access/access.module.js';
import { AdminModule } from './admin/admin.module.js';
import { BackupModule } from './backup/backup.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { RecordsModule } from './catalogue/records.module.js';
import { CONFIG, type Config } from './config.js';
import { EngineModule } from './engine/engine.module.js';
import { HealthModule } from './health/health.module.js';
import { Lifecycle } from './lifecycle.js';
import { IndexingModule } from './indexing/indexing.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LOGGER } from './logger.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ScrapeModule } from './metrics/scrape.module.js';
import { SearchModule } from './search/search.module.js';
import { TracingModule } from './tracing/tracing.module.js';

/** Settings and logger, for every module. */
@Module({})
class SettingsModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [CONFIG, LOGGER],
    };
  }
}

@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config, logger),
        AccessModule,
        EngineModule,
        CatalogueModule,
        RecordsModule,
        JobsModule,
        IndexingModule,
        SearchModule,
        AdminModule,
        BackupModule,
        HealthModule,
        TracingModule,
        MetricsModule,
        ScrapeModule,
      ],
      providers: [Lifecycle],
    };
  }
}
