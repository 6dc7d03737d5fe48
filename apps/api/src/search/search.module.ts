import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { PhotoUploads } from './photo-upload.js';
import { PhotoUrls } from './photo-url/photo-urls.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [EngineModule, CatalogueModule],
  controllers: [SearchController],
  providers: [SearchService, PhotoUploads, PhotoUrls],
})
export class SearchModule {}
