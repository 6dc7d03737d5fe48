import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, codedError, isForTheLog, problemOf } from './problem.js';
import { RETRY_AFTER_SECONDS, STATUS_OF_CODE } from './status-of-code.js';

/** Turns everything thrown into problem+json, once, for the whole service. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = codedError(thrown);
  const status = STATUS_OF_CODE[error.code];
  // Fastify refuses some requests before they have a scope.
  if (request.scope !== undefined) request.scope.problem = error.code;
  if (isForTheLog(error)) request.log.error({ err: error, cause: error.cause }, 'request failed');
  if (reply.sent || reply.raw.destroyed) return;
  const retryAfter = RETRY_AFTER_SECONDS[error.code];
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="seje"');
  void reply
    .status(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error)));
}
