import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { LOGGER } from '../logger.js';
import { JobEvents } from './job-events.js';
import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.js';

@Module({
  imports: [CatalogueModule],
  controllers: [JobsController],
  providers: [
    JobEvents,
    {
      provide: Jobs,
      inject: [CatalogueAccess, LOGGER],
      useFactory: (catalogue: CatalogueAccess, logger: Logger) => new Jobs(catalogue, logger),
    },
  ],
  exports: [Jobs],
})
export class JobsModule {}
