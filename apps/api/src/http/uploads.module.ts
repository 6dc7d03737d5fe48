import { Module } from '@nestjs/common';
import { PhotoUploads } from './photo-upload.js';

/** One count of uploads under way, whatever endpoint they are for. */
@Module({ providers: [PhotoUploads], exports: [PhotoUploads] })
export class UploadsModule {}
