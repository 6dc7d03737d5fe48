import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { UploadsModule } from '../http/uploads.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsModule } from './metrics.module.js';
import { Scrape } from './scrape.js';

/** What is scraped, out of all modules. */
@Module({
  imports: [MetricsModule, EngineModule, CatalogueModule, JobsModule, UploadsModule],
  controllers: [MetricsController],
  providers: [Scrape],
})
export class ScrapeModule {}
