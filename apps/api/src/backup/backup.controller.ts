import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { BYTES_AT_MOST, TAR } from './backup-answer.js';
import { Backups } from './backups.js';

@ApiTags('admin')
@ApiProblems(503)
@RequireScope('admin')
@Controller('v1/admin')
export class BackupController {
  constructor(private readonly backups: Backups) {}

  @Get('backup')
  @ApiOperation({
    operationId: 'backup',
    summary: 'The catalogue as of one moment, photos included, as a tar file for `seje restore`',
  })
  @ApiProduces(TAR)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async backup(@Res() reply: FastifyReply): Promise<void> {
    const { tar, bytesAtMost } = await this.backups.start();
    await reply.type(TAR).header(BYTES_AT_MOST, bytesAtMost).send(tar);
  }
}
