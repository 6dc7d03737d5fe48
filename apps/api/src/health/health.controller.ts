import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenAccess } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { PROBLEM_TYPE, problemOf } from '../http/problem.js';
import { RETRY_AFTER_SECONDS } from '../http/status-of-code.js';
import { HealthService } from './health.service.js';
import { Liveness, Readiness } from './readiness.dto.js';

@ApiTags('health')
@OpenAccess()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({ operationId: 'live', summary: 'The process answers' })
  @ApiOkResponse({ type: Liveness })
  live(): Liveness {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'ready',
    summary: 'Encoders are warm and the index has passed its self-test; else 503 with the same fields',
  })
  @ApiOkResponse({ type: Readiness })
  @ApiProblems(503)
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { readiness, missing } = await this.health.health();
    void reply.header('cache-control', 'no-store');
    if (missing === undefined) {
      void reply.send(readiness);
      return;
    }
    const problem = problemOf(missing);
    void reply
      .status(problem.status)
      .header('retry-after', RETRY_AFTER_SECONDS[missing.code])
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(Object.assign(problem, readiness)));
  }
}
