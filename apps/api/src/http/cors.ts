import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config.js';

/** Headers of answers that pages of other origins may read beside those that every page may. */
const EXPOSED = [
  'etag',
  'retry-after',
  'x-request-id',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
];

/** Lets pages of the origins that are set call the API. Keys come in headers, so no cookie is let through. */
export function allowOrigins(
  app: Pick<NestFastifyApplication, 'enableCors'>,
  { corsOrigins }: Pick<Config, 'corsOrigins'>,
): void {
  if (corsOrigins.length === 0) return;
  app.enableCors({
    origin: [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
  });
}
