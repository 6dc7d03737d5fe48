import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { LogController } from 'fastify';
import type { Logger } from 'pino';
import { ApiKeys } from './access/api-keys.js';
import { identifyCallers } from './access/identify-caller.js';
import { limitRates } from './access/rate-limit.js';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { logAccess } from './http/access-log.js';
import { refuseOtherMethods } from './http/allowed-methods.js';
import { LONGEST_BODY_MS, limitBodyTime } from './http/body-deadline.js';
import { takeStreams } from './http/body-streams.js';
import { passOverExpectations, refuseUnreadable } from './http/client-errors.js';
import { allowOrigins } from './http/cors.js';
import { leaveStreamsOfHead } from './http/head-answers.js';
import { takeJsonOnly } from './http/json-body.js';
import { ProblemFilter, sendProblem } from './http/problem.filter.js';
import { requestId } from './http/request-id.js';
import { scopeRequests } from './http/request-scope.js';
import { requestIdHeader, securityHeaders } from './http/security-headers.js';
import { dtoValidation } from './http/validation.js';
import { NestLog } from './logger.js';
import { observeRequests } from './metrics/observe-requests.js';
import { ServiceMetrics } from './metrics/service-metrics.js';
import { DOCS_PATH, openApiDocument } from './openapi.js';
import { servePage } from './page.js';
import { refuseEarly } from './search/admission/refuse-early.js';
import { SearchAdmission } from './search/admission/search-admission.js';
import { traceRequests } from './tracing/trace-requests.js';
import { Tracing } from './tracing/tracing.module.js';

/** Largest JSON body taken, bytes. */
const MAX_JSON_BYTES = 1024 * 1024;
/** Longest id in a path, characters. */
const MAX_ID_LENGTH = 500;

/** The HTTP side of the service, complete but not listening. */
export async function createApplication(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: LONGEST_BODY_MS,
    // While the service stops, what arrives on open connections is answered, and each is closed after it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
    genReqId: requestId,
    frameworkErrors: sendProblem,
    clientErrorHandler: refuseUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    logger: new NestLog(logger),
    bodyParser: false,
  });
  const fastify = adapter.getInstance();
  passOverExpectations(fastify.server);
  takeJsonOnly(fastify);
  takeStreams(fastify);
  scopeRequests(fastify);
  if (app.get(Tracing).isOn) traceRequests(fastify);
  observeRequests(fastify, app.get(ServiceMetrics));
  fastify.addHook('onRequest', requestIdHeader);
  fastify.addHook('onResponse', logAccess);
  allowOrigins(app, config);
  await app.register(helmet, securityHeaders(config));
  identifyCallers(fastify, app.get(ApiKeys));
  refuseEarly(fastify, app.get(SearchAdmission));
  refuseOtherMethods(fastify);
  leaveStreamsOfHead(fastify);
  limitBodyTime(fastify);
  await limitRates(fastify, config);
  await app.register(multipart);
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(dtoValidation());
  SwaggerModule.setup(DOCS_PATH, app, () => openApiDocument(app), {
    jsonDocumentUrl: `${DOCS_PATH}/openapi.json`,
  });
  if (config.web !== undefined) await servePage(app, config.web);
  return app;
}
