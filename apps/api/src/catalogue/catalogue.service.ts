import { Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueSnapshots } from './catalogue-snapshots.js';
import { openPhotoFile } from './photo-file.js';
import { type RecipeWithImages, imageView, recipeView } from './recipe-view.dto.js';

/** Time that a browser may show a photo without asking again, seconds. */
const PHOTO_MAX_AGE = 300;

@Injectable()
export class CatalogueService {
  constructor(private readonly snapshots: CatalogueSnapshots) {}

  /** @throws SejeError NOT_FOUND, NOT_READY */
  async recipe(id: string): Promise<RecipeWithImages> {
    const recipe = await this.snapshots.current.recipe(id);
    if (recipe === undefined) throw notFound('recipe', id);
    return Object.assign(recipeView(recipe), { images: recipe.photos.map(imageView) });
  }

  /**
   * Sends a photo's file, or 304 where the client has it. The id is looked up, never used as a path.
   * @throws SejeError NOT_FOUND, NOT_READY
   */
  async sendPhoto(id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const photo = await this.snapshots.current.photo(id);
    if (photo === undefined) throw notFound('photo', id);
    const file = await openPhotoFile(photo);
    void reply
      .header('etag', file.etag)
      .header('cache-control', `public, max-age=${PHOTO_MAX_AGE}`)
      .header('content-security-policy', "default-src 'none'; sandbox");
    if (request.headers['if-none-match'] === file.etag) {
      await file.close();
      return void reply.status(304).send();
    }
    void reply.type(file.type).header('content-length', file.bytes).send(file.stream());
  }
}

function notFound(what: string, id: string): SejeError {
  return new SejeError('NOT_FOUND', {
    message: `There is no ${what} ${JSON.stringify(id)} in the catalogue`,
    remedy: 'Take an id from a search result.',
  });
}
