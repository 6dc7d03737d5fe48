import { Module } from '@nestjs/common';
import { IndexingModule } from '../indexing/indexing.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({
  imports: [EngineModule, CatalogueModule, IndexingModule],
  controllers: [HealthController],
  providers: [HealthService],
  exports: [HealthService],
})
export class HealthModule {}
