import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { SearchAdmission } from './search-admission.js';

interface SearchRouteConfig {
  readonly isSearch?: boolean;
}

/** Marks an endpoint that is of no use while searches are not let in. */
export const IsSearch = (): MethodDecorator => RouteConfig({ isSearch: true } satisfies SearchRouteConfig);

/**
 * Refuses by a request's head alone, before its body is read or parsed: refusing must cost next to nothing
 * when there is most of it to do.
 */
export function refuseEarly(fastify: FastifyInstance, admission: SearchAdmission): void {
  fastify.addHook('onRequest', async ({ routeOptions }) => {
    if ((routeOptions.config as SearchRouteConfig).isSearch === true) admission.requireRoom();
  });
}
