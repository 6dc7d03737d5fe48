import { Injectable } from '@nestjs/common';
import type { CatalogueTransaction } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueAccess } from './catalogue-access.js';
import { CatalogueChanges } from './catalogue-changes.js';

/** The answer to a write; recorded under its idempotency key, so it is all that a replay needs. */
export interface WriteAnswer {
  readonly status: 200 | 201 | 204;
  readonly etag?: string;
  /** Path of what was created. */
  readonly location?: string;
  readonly body?: object;
}

const KEY = /^[\x21-\x7e]{1,200}$/;
export const IDEMPOTENCY_KEY_PATTERN = KEY.source;

/** Writes that are answered once they are on the disk, and once only for an `Idempotency-Key`. */
@Injectable()
export class RecordWrites {
  constructor(
    private readonly catalogue: CatalogueAccess,
    private readonly changes: CatalogueChanges,
  ) {}

  /**
   * Does `work` in one transaction and sends what it returns.
   * @param body what was sent, by which a request is known to be the same
   * @throws SejeError REQUEST_INVALID, IDEMPOTENCY_KEY_REUSED, and what `work` throws
   */
  async answer(
    { request, reply, body }: { request: FastifyRequest; reply: FastifyReply; body?: unknown },
    work: (catalogue: CatalogueTransaction) => Promise<WriteAnswer>,
  ): Promise<void> {
    const key = idempotencyKey(request);
    const { store } = this.catalogue;
    if (key === undefined) {
      send(reply, await store.atomically(work));
    } else {
      const { method, url, headers } = request;
      const conditions = [headers['if-match'] ?? null, headers['if-none-match'] ?? null];
      const once = { key, request: [method, url, conditions, body ?? null] };
      const { outcome, replayed } = await store.once(once, work);
      if (replayed) void reply.header('idempotency-replayed', 'true');
      send(reply, outcome);
    }
    this.changes.notify();
  }
}

function send(reply: FastifyReply, { status, etag, location, body }: WriteAnswer): void {
  if (etag !== undefined) void reply.header('etag', etag);
  if (location !== undefined) void reply.header('location', location);
  void reply.status(status).send(body);
}

function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key;
  throw new SejeError('REQUEST_INVALID', {
    message: 'The header Idempotency-Key is not valid',
    expected: '1 to 200 visible ASCII characters, e.g. a UUID',
    remedy: 'Make a new key for each write, and repeat it only with the same one.',
  });
}
