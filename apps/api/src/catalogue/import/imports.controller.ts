import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { SejeError } from '@seje/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../access/require-scope.decorator.js';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { TakesStream, bodyStream } from '../../http/body-streams.js';
import { JobView, jobView } from '../../jobs/job-view.dto.js';
import { NDJSON } from '../../http/ndjson.js';
import { Writes } from '../writes.decorator.js';
import { Imports } from './imports.js';

@ApiTags('catalogue')
@ApiProblems(503)
@Controller('v1')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Post('recipes/import')
  @HttpCode(202)
  @Writes()
  @TakesStream('lines')
  @ApiOperation({
    operationId: 'importRecipes',
    summary: 'Imports a file of recipes, one a line: schema.org or our own shape; answered once it is kept',
  })
  @ApiConsumes(NDJSON)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAcceptedResponse({ type: JobView })
  @ApiProblems(400, 413, 415, 429)
  async importRecipes(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const job = await this.imports.accept(linesIn(request));
    void reply.header('location', `/v1/admin/jobs/${job.id}`);
    return jobView(job);
  }

  @Get('admin/jobs/:id/errors')
  @RequireScope('admin')
  @ApiOperation({ operationId: 'getImportErrors', summary: 'What was wrong with the lines of an import' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiProduces(NDJSON)
  @ApiOkResponse({ schema: { type: 'string' }, description: '`{"line", "code", "message"}`, one a line' })
  @ApiProblems(404)
  async errors(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    void reply.type(NDJSON).send(await this.imports.errors(id));
  }
}

/** @throws SejeError REQUEST_TYPE_REFUSED */
function linesIn(request: FastifyRequest): NonNullable<ReturnType<typeof bodyStream>> {
  const { headers } = request;
  const body = bodyStream(request);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (body !== undefined && encoding === 'identity') return body;
  throw new SejeError('REQUEST_TYPE_REFUSED', {
    message: 'The request is no list of recipes',
    expected: `content-type ${NDJSON}, not compressed`,
    found: body === undefined ? (headers['content-type'] ?? 'none') : `content-encoding ${encoding}`,
    remedy: `Send the file as it is, e.g. curl -T recipes.ndjson -X POST -H 'content-type: ${NDJSON}'.`,
  });
}
