import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { CatalogueAccess } from './catalogue-access.js';
import { CatalogueSnapshots } from './catalogue-snapshots.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueService } from './catalogue.service.js';

@Module({
  controllers: [CatalogueController],
  providers: [
    CatalogueAccess,
    CatalogueService,
    {
      provide: CatalogueSnapshots,
      inject: [CONFIG, LOGGER],
      useFactory: ({ data }: Config, logger: Logger) => new CatalogueSnapshots(data, logger),
    },
  ],
  exports: [CatalogueAccess, CatalogueSnapshots],
})
export class CatalogueModule {}
