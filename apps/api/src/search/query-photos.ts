import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MAX_PHOTO_BYTES, PhotoUploads } from '../http/photo-upload.js';
import { PhotoUrls } from './photo-url/photo-urls.js';

/** The photo that a search is for: sent, or named by its address where that is switched on. */
@Injectable()
export class QueryPhotos {
  constructor(
    private readonly uploads: PhotoUploads,
    private readonly urls: PhotoUrls,
  ) {}

  /**
   * @param signal fires when the client has gone
   * @throws SejeError as `PhotoUploads` and `PhotoUrls` do
   */
  of(request: FastifyRequest, signal: AbortSignal): Promise<Buffer> {
    return isJson(request)
      ? this.uploads.within(() => this.urls.fetch(request.body, MAX_PHOTO_BYTES, signal))
      : this.uploads.receive(request);
  }
}

function isJson({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
