import { ROOT_CONTEXT, SpanKind, SpanStatusCode, propagation, trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { routeOf } from '../metrics/observe-requests.js';
import { isTraced, tracer } from './tracer.js';

/** From this status on an answer counts as an error of the service (semantic conventions for HTTP). */
const FIRST_SERVER_ERROR = 500;

/**
 * One span a request, under the one that its header `traceparent` names (W3C Trace Context). It tells the route
 * and the request's id, not the address, in which people put their keys. Added only where traces are wanted,
 * after `scopeRequests`.
 */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = tracer().startSpan(
      `${request.method} ${routeOf(request)}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'http.route': routeOf(request),
          'seje.request_id': request.id,
        },
      },
      caller,
    );
    request.scope.trace = trace.setSpan(caller, span);
    done();
  });
  fastify.addHook('onResponse', async ({ scope }, { statusCode }) => {
    if (!isTraced(scope.trace)) return;
    const span = trace.getSpan(scope.trace)!;
    span.setAttribute('http.response.status_code', statusCode);
    if (scope.problem !== undefined) span.setAttribute('error.type', scope.problem);
    if (statusCode >= FIRST_SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}
