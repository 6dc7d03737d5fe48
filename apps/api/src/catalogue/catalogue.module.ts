import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { CatalogueAccess } from './catalogue-access.js';
import { CatalogueChanges } from './catalogue-changes.js';
import { CatalogueSnapshots } from './catalogue-snapshots.js';

/** The open catalogue, for whoever reads or writes it. */
@Module({
  providers: [
    CatalogueAccess,
    CatalogueChanges,
    {
      provide: CatalogueSnapshots,
      inject: [CONFIG, LOGGER],
      useFactory: ({ data }: Config, logger: Logger) => new CatalogueSnapshots(data, logger),
    },
  ],
  exports: [CatalogueAccess, CatalogueChanges, CatalogueSnapshots],
})
export class CatalogueModule {}
