import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SejeError } from '@seje/core';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { JobView } from './job.js';
import { Reindexer } from './reindexer.js';

@ApiTags('admin')
@RequireScope('admin')
@Controller('v1/admin')
export class AdminController {
  constructor(private readonly reindexer: Reindexer) {}

  @Post('reindex')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'reindex',
    summary: 'Reads the data folder anew and builds a new index generation; queries go on meanwhile',
  })
  @ApiResponse({ status: 202, type: JobView })
  @ApiProblems(409)
  reindex(): JobView {
    return this.reindexer.start().view();
  }

  @Get('jobs/:id')
  @ApiOperation({ operationId: 'getJob', summary: 'How far a job has come' })
  @ApiOkResponse({ type: JobView })
  @ApiProblems(404)
  job(@Param('id') id: string): JobView {
    const job = this.reindexer.job(id);
    if (job === undefined) {
      throw new SejeError('NOT_FOUND', {
        message: `There is no job ${JSON.stringify(id)}`,
        remedy: 'Take the id from the answer to reindex; a restart of the service forgets its jobs.',
      });
    }
    return job.view();
  }
}
