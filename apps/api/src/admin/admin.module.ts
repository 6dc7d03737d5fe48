import { Module } from '@nestjs/common';
import { IndexingModule } from '../indexing/indexing.module.js';
import { AdminController } from './admin.controller.js';

@Module({
  imports: [IndexingModule],
  controllers: [AdminController],
})
export class AdminModule {}
