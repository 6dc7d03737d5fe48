import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceMetrics } from './service-metrics.js';

/** Statuses with which the service says that it cannot now, rather than that the request is wrong. */
const REJECTIONS: ReadonlySet<number> = new Set([429, 503, 504]);
/** Requests to these would make a series for each scrape and probe; their failures show elsewhere. */
const OWN_ROUTES: ReadonlySet<string> = new Set(['/metrics', '/health/live', '/health/ready']);

/** Measures every request, once it is answered or its client has gone. */
export function observeRequests(fastify: FastifyInstance, metrics: ServiceMetrics): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request);
    if (OWN_ROUTES.has(route)) return;
    const status = reply.statusCode;
    metrics.requestEnded({ method: request.method, route, status }, reply.elapsedTime);
    if (REJECTIONS.has(status)) metrics.requestRejected(request.scope.problem ?? `HTTP_${status}`);
  });
}

/** Pattern of the path, `/v1/recipes/:id`; of what no route takes, one name for all. */
export function routeOf({ is404, routeOptions }: Pick<FastifyRequest, 'is404' | 'routeOptions'>): string {
  return is404 ? 'unmatched' : (routeOptions.url ?? 'unmatched');
}
