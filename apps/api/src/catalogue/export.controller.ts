import { Readable } from 'node:stream';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { exportLines } from '@seje/catalogue';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { NDJSON } from '../http/ndjson.js';
import { CatalogueAccess } from './catalogue-access.js';

@ApiTags('catalogue')
@RequireScope('search')
@Controller('v1/recipes')
export class ExportController {
  constructor(private readonly catalogue: CatalogueAccess) {}

  @Get('export')
  @ApiOperation({
    operationId: 'exportRecipes',
    summary: 'All recipes with the records of their photos, one a line, as an import takes them',
  })
  @ApiProduces(NDJSON)
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'The last line is `{"end":true,"recipes":N}`; without it the export was cut short',
  })
  async exportRecipes(@Res() reply: FastifyReply): Promise<void> {
    const lines = exportLines(this.catalogue.store);
    // Read before anything is sent: a database that is gone is answered 503. Later it closes the connection.
    const first = await lines.next();
    void reply.type(NDJSON).send(Readable.from(startingWith(first, lines)));
  }
}

async function* startingWith(
  first: IteratorResult<string, unknown>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
