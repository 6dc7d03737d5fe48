import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';

/** Lets a request through that brings the admin key, in `x-api-key` or as a bearer token. */
@Injectable()
export class AdminKeyGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws SejeError UNAUTHORIZED */
  canActivate(context: ExecutionContext): boolean {
    const { adminKey } = this.config;
    if (adminKey === undefined) {
      throw new SejeError('UNAUTHORIZED', {
        message: 'This service has no admin key',
        remedy: 'Start it with SEJE_ADMIN_KEY set.',
      });
    }
    if (sameKey(keyIn(context.switchToHttp().getRequest<FastifyRequest>()), adminKey)) return true;
    throw new SejeError('UNAUTHORIZED', {
      message: 'The admin key is missing or not the right one',
      expected: 'the key in the header x-api-key, or as Authorization: Bearer',
      remedy: 'Send the value that the service was given as SEJE_ADMIN_KEY.',
    });
  }
}

function keyIn({ headers }: FastifyRequest): string {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function sameKey(a: string, b: string): boolean {
  const [digestA, digestB] = [a, b].map((key) => createHash('sha256').update(key).digest());
  return timingSafeEqual(digestA!, digestB!);
}
