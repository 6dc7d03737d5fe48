import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { ErrorCode } from '@seje/core';
import type { FastifyInstance } from 'fastify';
import type { StageTimes } from '../metrics/stage-times.js';

/** What is known of one request beside its answer: for its log line, its metrics and its trace. */
export class RequestScope {
  /** Where the time of its query went. */
  stages: StageTimes | undefined;
  /** Code of the problem that it was answered with. */
  problem: ErrorCode | undefined;
  /** Holds the request's span, the parent of all others, where there are traces. */
  trace: Context = ROOT_CONTEXT;

  /** @param id as in the header x-request-id */
  constructor(readonly id: string) {}
}

declare module 'fastify' {
  interface FastifyRequest {
    /** From the first hook on: a malformed address is refused before. */
    scope: RequestScope;
  }
}

const current = new AsyncLocalStorage<RequestScope>();

/** The request that is being worked on; absent in jobs and at start. */
export function currentRequest(): RequestScope | undefined {
  return current.getStore();
}

/** Runs `work` on behalf of a request. */
export function onBehalfOf<T>(scope: RequestScope, work: () => T): T {
  return current.run(scope, work);
}

/** Gives every request its scope. The handler runs inside it; body parsers, which come before, do not. */
export function scopeRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('scope');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.scope = new RequestScope(request.id);
    done();
  });
  fastify.addHook('preHandler', (request, _reply, done) => onBehalfOf(request.scope, done));
}
