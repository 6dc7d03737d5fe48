import { Inject, Injectable } from '@nestjs/common';
import { SejeError, validated } from '@seje/core';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config.js';
import { fetchPhoto } from './fetch-photo.js';
import { publicRules } from './fetch-rules.js';

const bodySchema = z.strictObject({ url: z.string().max(2048) });

/** Photos that a request names instead of sending them; off unless the operator switches it on. */
@Injectable()
export class PhotoUrls {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * @param body `{"url": "https://..."}`
   * @throws SejeError PHOTO_URL_OFF, REQUEST_INVALID, PHOTO_URL_REFUSED, PHOTO_URL_FAILED, PHOTO_TOO_LARGE
   */
  async fetch(body: unknown, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { fetchUrls, fetchPorts } = this.config;
    if (!fetchUrls) {
      throw new SejeError('PHOTO_URL_OFF', {
        message: 'This service does not fetch photos from addresses',
        remedy: 'Send the photo itself as multipart/form-data; SEJE_FETCH_URLS=1 switches addresses on.',
      });
    }
    const { url } = validated(bodySchema, body, {
      where: 'The body',
      code: 'REQUEST_INVALID',
      remedy: 'Send {"url": "https://example.com/dish.jpg"} or the photo itself as multipart/form-data.',
    });
    return fetchPhoto(url, publicRules({ ports: fetchPorts, maxBytes }), signal);
  }
}
