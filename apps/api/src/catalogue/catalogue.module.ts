import { Module } from '@nestjs/common';
import { CatalogueAccess } from './catalogue-access.js';
import { CatalogueChanges } from './catalogue-changes.js';

/** The open catalogue, for whoever reads or writes it. */
@Module({
  providers: [CatalogueAccess, CatalogueChanges],
  exports: [CatalogueAccess, CatalogueChanges],
})
export class CatalogueModule {}
