import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { CatalogueSnapshots } from './catalogue-snapshots.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueService } from './catalogue.service.js';

@Module({
  controllers: [CatalogueController],
  providers: [
    CatalogueService,
    {
      provide: CatalogueSnapshots,
      inject: [CONFIG, LOGGER],
      useFactory: ({ data }: Config, logger: Logger) => new CatalogueSnapshots(data, logger),
    },
  ],
  exports: [CatalogueSnapshots],
})
export class CatalogueModule {}
