import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { clientSignal } from '../http/client-signal.js';
import { IsSearch } from './admission/refuse-early.js';
import { LimitQuery } from './limit-query.dto.js';
import { PHOTO_REQUEST_BODY } from './photo-request-body.js';
import { QueryPhotos } from './query-photos.js';
import { RecipeQuery, recipeOf } from './recipe-query.dto.js';
import { ImageResults, RecipeResults } from './search-results.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('search')
@RequireScope('search')
@ApiProblems(400, 403, 413, 415, 422, 429, 503, 504)
@Controller('v1/search')
export class SearchController {
  constructor(
    private readonly search: SearchService,
    private readonly photos: QueryPhotos,
  ) {}

  @Post('recipes')
  @IsSearch()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'searchRecipes',
    summary: 'Recipes for a photo',
    requestBody: PHOTO_REQUEST_BODY,
  })
  @ApiOkResponse({ type: RecipeResults })
  async recipes(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() { limit }: LimitQuery,
  ): Promise<RecipeResults> {
    const signal = clientSignal(reply);
    const photo = await this.photos.of(request, signal);
    return this.search.recipesFor(photo, { limit, signal });
  }

  @Post('images')
  @IsSearch()
  @HttpCode(200)
  @ApiOperation({ operationId: 'searchImages', summary: 'Photos for a recipe' })
  @ApiOkResponse({ type: ImageResults })
  async images(
    @Body() query: RecipeQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() { limit }: LimitQuery,
  ): Promise<ImageResults> {
    return this.search.imagesFor(recipeOf(query), { limit, signal: clientSignal(reply) });
  }
}
