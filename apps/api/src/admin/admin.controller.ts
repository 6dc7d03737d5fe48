import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
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
}
