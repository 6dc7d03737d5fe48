import { Body, Controller, Delete, Get, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiNotModified, ApiProblems } from '../http/api-problems.decorator.js';
import { preconditionsOf } from '../http/entity-tags.js';
import { sendTagged } from '../http/send-tagged.js';
import { PageQuery } from './page-query.dto.js';
import { RecipeBody, contentOf } from './recipe-body.dto.js';
import { recipeTag } from './recipe-tag.js';
import { RecipePageView, RecipeWithImages, recipeWithImages } from './recipe-view.dto.js';
import { RecipesService } from './recipes.service.js';
import { ApiReadHeaders, ApiRecordId, ApiWriteHeaders } from './record-api.decorator.js';
import { RecordWrites } from './record-writes.js';
import { Writes } from './writes.decorator.js';

@ApiTags('catalogue')
@RequireScope('search')
@Controller('v1/recipes')
export class RecipesController {
  constructor(
    private readonly recipes: RecipesService,
    private readonly writes: RecordWrites,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listRecipes', summary: 'A page of recipes, by id' })
  @ApiOkResponse({ type: RecipePageView, headers: { Link: { schema: { type: 'string' } } } })
  @ApiProblems(400)
  async page(
    @Query() { limit, cursor }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecipePageView> {
    const page = await this.recipes.page(limit, cursor);
    if (page.next !== null) {
      const query = new URLSearchParams({ limit: String(limit), cursor: page.next });
      void reply.header('link', `</v1/recipes?${query.toString()}>; rel="next"`);
    }
    return page;
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getRecipe', summary: 'One recipe with its photos' })
  @ApiRecordId('id')
  @ApiReadHeaders()
  @ApiOkResponse({ type: RecipeWithImages })
  @ApiNotModified()
  @ApiProblems(404)
  async recipe(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const recipe = await this.recipes.recipe(id);
    sendTagged({ request, reply, tag: recipeTag(recipe) }, () => recipeWithImages(recipe));
  }

  @Put(':id')
  @Writes()
  @ApiOperation({ operationId: 'putRecipe', summary: 'Creates or replaces a recipe; its photos stay' })
  @ApiRecordId('id')
  @ApiWriteHeaders()
  @ApiOkResponse({ type: RecipeWithImages, description: 'Replaced, or the same as before' })
  @ApiCreatedResponse({ type: RecipeWithImages })
  @ApiProblems(400, 412, 413, 415, 422)
  async put(
    @Param('id') id: string,
    @Body() body: RecipeBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const recipe = contentOf(body);
    const supposed = preconditionsOf(request.headers);
    await this.writes.answer({ request, reply, body: recipe }, (catalogue) =>
      this.recipes.put(catalogue, { id, recipe, supposed }),
    );
  }

  @Delete(':id')
  @Writes()
  @ApiOperation({ operationId: 'deleteRecipe', summary: 'Deletes a recipe and its photos' })
  @ApiRecordId('id')
  @ApiWriteHeaders()
  @ApiNoContentResponse()
  @ApiProblems(400, 404, 412, 422)
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const supposed = preconditionsOf(request.headers);
    await this.writes.answer({ request, reply }, (catalogue) =>
      this.recipes.remove(catalogue, { id, supposed }),
    );
  }
}
