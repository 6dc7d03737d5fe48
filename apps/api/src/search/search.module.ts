import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { UploadsModule } from '../http/uploads.module.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [EngineModule, CatalogueModule, UploadsModule],
  controllers: [SearchController],
  providers: [SearchService],
})
export class SearchModule {}
