import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { SejeError } from '@seje/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { isProbe } from './identify-caller.js';
import { isLoopback } from './loopback.js';
import { WindowCounts } from './window-counts.js';

const WINDOW_MS = 60_000;

/**
 * Counts the requests of each key, and of each address that brings no good one, by the minute. Set after
 * `identifyCallers`, before the routes.
 */
export async function limitRates(
  fastify: FastifyInstance,
  { rateLimit: limit }: Pick<Config, 'rateLimit'>,
): Promise<void> {
  const limitOf = ({ caller }: FastifyRequest): number =>
    (caller.is === 'key' ? caller.rateLimit : undefined) ?? limit;
  await fastify.register(rateLimit, {
    timeWindow: WINDOW_MS,
    store: WindowCounts,
    enableDraftSpec: true,
    keyGenerator: ({ caller, ip }) => (caller.is === 'key' ? `key ${caller.id}` : `ip ${normalizeIP(ip)}`),
    allowList: (request) => isProbe(request.url) || limitOf(request) === 0 || isLocal(request),
    max: limitOf,
    errorResponseBuilder: (request, { max }) => limited(request, max),
  });
}

/** Whoever is on this machine, or a proxy there, which stands for more clients than one. */
function isLocal({ caller, ip }: FastifyRequest): boolean {
  return caller.is !== 'key' && isLoopback(ip);
}

function limited({ caller }: FastifyRequest, max: number): SejeError {
  const who = caller.is === 'key' ? 'This key' : 'This address';
  return new SejeError('RATE_LIMITED', {
    message: `${who} asks more often than it may`,
    expected: `at most ${max} requests a minute`,
    remedy:
      'Ask again after the seconds in Retry-After; RateLimit-Remaining says how many requests are left.',
  });
}
