import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { Indexing } from '../indexing/indexing.js';
import { PairStore } from '../indexing/pair-store.js';
import { ReindexReports } from '../indexing/reindex-report.js';
import { JobView, jobView } from '../jobs/job-view.dto.js';
import { GenerationsView, ReindexRequest, generationView } from './reindex.dto.js';

@ApiTags('admin')
@RequireScope('admin')
@Controller('v1/admin')
export class AdminController {
  constructor(
    private readonly indexing: Indexing,
    private readonly pairs: PairStore,
    private readonly reports: ReindexReports,
  ) {}

  @Post('reindex')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'reindex',
    summary:
      'Embeds the catalogue anew and changes over to the new index, with another bundle if one is named',
    description:
      'Queries go on with the old pair of bundle and index until the new one is built, measured beside it and ' +
      'found no worse. The job fails with GATE_FAILED, and nothing changes, where something fell.',
  })
  @ApiBody({ type: ReindexRequest, required: false })
  @ApiResponse({ status: 202, type: JobView })
  @ApiProblems(400, 409, 415, 503)
  async reindex(@Body() { bundle, force }: ReindexRequest = {}): Promise<JobView> {
    return jobView(await this.indexing.reindex({ bundle, force }));
  }

  @Post('rollback')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'rollBack',
    summary: 'Goes back to the pair of bundle and index before; what was written since is laid over it',
  })
  @ApiResponse({ status: 202, type: JobView })
  @ApiProblems(409, 503)
  async rollBack(): Promise<JobView> {
    return jobView(await this.indexing.rollBack());
  }

  @Get('generations')
  @ApiOperation({ operationId: 'generations', summary: 'The index that answers and the one before' })
  @ApiOkResponse({ type: GenerationsView })
  async generations(): Promise<GenerationsView> {
    const { current, previous } = await this.pairs.describe();
    return { current: generationView(current), previous: generationView(previous) };
  }

  @Get('jobs/:id/report')
  @ApiOperation({
    operationId: 'reindexReport',
    summary: 'What a reindex measured: the new pair of bundle and index beside the old',
  })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems(404)
  report(@Param('id') id: string): Promise<object> {
    return this.reports.read(id);
  }
}
