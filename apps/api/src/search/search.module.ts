import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { UploadsModule } from '../http/uploads.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SearchAdmission } from './admission/search-admission.js';
import { PhotoUrls } from './photo-url/photo-urls.js';
import { QueryPhotos } from './query-photos.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [EngineModule, CatalogueModule, UploadsModule, MetricsModule],
  controllers: [SearchController],
  providers: [SearchService, SearchAdmission, QueryPhotos, PhotoUrls],
})
export class SearchModule {}
