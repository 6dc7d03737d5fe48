import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { EngineModule } from '../engine/engine.module.js';
import { UploadsModule } from '../http/uploads.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { CatalogueUpkeep } from './catalogue-upkeep.js';
import { CatalogueModule } from './catalogue.module.js';
import { ExportController } from './export.controller.js';
import { FolderSync } from './folder-sync.js';
import { ImportSpool } from './import/import-spool.js';
import { ImportsController } from './import/imports.controller.js';
import { Imports } from './import/imports.js';
import { PatientCleaner } from './patient-cleaner.js';
import { PhotoCleaner } from './photo-cleaner.js';
import { PhotosController } from './photos.controller.js';
import { PhotosService } from './photos.service.js';
import { RecipesController } from './recipes.controller.js';
import { RecipesService } from './recipes.service.js';
import { RecordWrites } from './record-writes.js';

/** Recipes and photos over HTTP, one by one and in bulk, and from the folder. */
@Module({
  imports: [CatalogueModule, EngineModule, JobsModule, UploadsModule],
  controllers: [RecipesController, PhotosController, ImportsController, ExportController],
  providers: [
    RecipesService,
    PhotosService,
    PhotoCleaner,
    PatientCleaner,
    RecordWrites,
    Imports,
    FolderSync,
    CatalogueUpkeep,
    {
      provide: ImportSpool,
      inject: [CONFIG],
      useFactory: ({ state, importBytes }: Config) => new ImportSpool(join(state, 'imports'), importBytes),
    },
  ],
  exports: [FolderSync, Imports],
})
export class RecordsModule {}
