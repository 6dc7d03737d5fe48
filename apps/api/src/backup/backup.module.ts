import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { BackupController } from './backup.controller.js';
import { Backups } from './backups.js';

@Module({ imports: [CatalogueModule], controllers: [BackupController], providers: [Backups] })
export class BackupModule {}
