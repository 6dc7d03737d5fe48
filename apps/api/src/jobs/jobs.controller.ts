import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { JobEvents } from './job-events.js';
import { JobList, JobView, jobView } from './job-view.dto.js';
import { JobsQuery } from './jobs-query.dto.js';
import { Jobs } from './jobs.js';

/** Of each event in the stream; its data is a `JobView`. */
const EVENT = {
  type: 'object',
  required: ['event', 'data'],
  properties: {
    event: { type: 'string', enum: ['progress', 'over'] },
    data: { type: 'string', description: 'The job, as JSON' },
  },
};

@ApiTags('admin')
@RequireScope('admin')
@Controller('v1/admin/jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: JobEvents,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listJobs', summary: 'Jobs, the newest first' })
  @ApiOkResponse({ type: JobList })
  @ApiProblems(400)
  async list(@Query() { limit }: JobsQuery): Promise<JobList> {
    return { jobs: (await this.jobs.history(limit)).map(jobView) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getJob', summary: 'How far a job has come' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: JobView })
  @ApiProblems(404)
  async job(@Param('id') id: string): Promise<JobView> {
    return jobView(await this.jobs.job(id));
  }

  @Get(':id/events')
  @ApiOperation({ operationId: 'getJobEvents', summary: 'A job as it goes on, as server-sent events' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: EVENT,
    description: '`event: progress` with the job whenever it has changed; `event: over`, and the end',
  })
  @ApiProblems(404)
  async follow(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const events = await this.events.of(id);
    void reply.header('cache-control', 'no-store').type('text/event-stream').send(events);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cancelJob',
    summary: 'Stops a job soon; one that is over stays as it is',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: JobView })
  @ApiProblems(404)
  async cancel(@Param('id') id: string): Promise<JobView> {
    await this.jobs.cancel(id);
    return jobView(await this.jobs.job(id));
  }
}
