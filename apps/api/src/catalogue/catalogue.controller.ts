import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { CatalogueService } from './catalogue.service.js';
import { RecipeWithImages } from './recipe-view.dto.js';

@ApiTags('catalogue')
@RequireScope('search')
@ApiProblems(404, 503)
@Controller('v1')
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get('recipes/:id')
  @ApiOperation({ operationId: 'getRecipe', summary: 'One recipe with its photos' })
  @ApiOkResponse({ type: RecipeWithImages })
  async recipe(@Param('id') id: string): Promise<RecipeWithImages> {
    return this.catalogue.recipe(id);
  }

  @Get('images/:id')
  @ApiOperation({ operationId: 'getImage', summary: 'The file of a catalogue photo' })
  @ApiProduces('image/jpeg', 'image/png', 'image/webp')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async image(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.catalogue.sendPhoto(id, request, reply);
  }
}
