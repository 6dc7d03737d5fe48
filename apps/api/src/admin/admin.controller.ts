import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AdminKeyGuard } from './admin-key.guard.js';
import { JobView } from './job.js';
import { Reindexer } from './reindexer.js';

@ApiTags('admin')
@ApiSecurity('apiKey')
@ApiBearerAuth()
@ApiProblems(401)
@UseGuards(AdminKeyGuard)
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
