import { Controller, Delete, Get, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { sha256 } from '@seje/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiNotModified, ApiProblems } from '../http/api-problems.decorator.js';
import { TakesStream } from '../http/body-streams.js';
import { clientSignal } from '../http/client-signal.js';
import { preconditionsOf } from '../http/entity-tags.js';
import { PHOTO_FIELD, PhotoUploads } from '../http/photo-upload.js';
import { PhotoCleaner } from './photo-cleaner.js';
import { PhotoView } from './photo-view.dto.js';
import { PhotosService } from './photos.service.js';
import { ApiReadHeaders, ApiRecordId, ApiWriteHeaders } from './record-api.decorator.js';
import { RecordWrites } from './record-writes.js';
import { sendPhoto } from './send-photo.js';
import { Writes } from './writes.decorator.js';

const FILE = { type: 'string', format: 'binary', description: 'At most 25 MB' } as const;

@ApiTags('catalogue')
@RequireScope('search')
@Controller('v1')
export class PhotosController {
  constructor(
    private readonly photos: PhotosService,
    private readonly uploads: PhotoUploads,
    private readonly cleaner: PhotoCleaner,
    private readonly writes: RecordWrites,
  ) {}

  @Get('images/:id')
  @ApiOperation({ operationId: 'getImage', summary: 'The bytes of a catalogue photo' })
  @ApiRecordId('id')
  @ApiReadHeaders()
  @ApiProduces('image/*')
  @ApiOkResponse({ schema: FILE })
  @ApiNotModified()
  @ApiProblems(404)
  async image(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const photo = await this.photos.photo(id);
    await sendPhoto({ request, reply, photo }, () => this.photos.bytes(photo));
  }

  @Get('recipes/:id/photos/:photoId')
  @ApiOperation({ operationId: 'getPhoto', summary: 'The bytes of a recipe’s photo' })
  @ApiRecordId('id')
  @ApiRecordId('photoId')
  @ApiReadHeaders()
  @ApiProduces('image/*')
  @ApiOkResponse({ schema: FILE })
  @ApiNotModified()
  @ApiProblems(404)
  async photo(
    @Param('id') recipeId: string,
    @Param('photoId') photoId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const photo = await this.photos.photo(photoId, recipeId);
    await sendPhoto({ request, reply, photo }, () => this.photos.bytes(photo));
  }

  @Put('recipes/:id/photos/:photoId')
  @Writes()
  @TakesStream('photo')
  @ApiOperation({
    operationId: 'putPhoto',
    summary: 'Creates or replaces a photo: the bare file, or a form; kept upright, without metadata',
  })
  @ApiRecordId('id')
  @ApiRecordId('photoId')
  @ApiWriteHeaders()
  @ApiConsumes('image/*', 'application/octet-stream', 'multipart/form-data')
  @ApiBody({
    schema: { type: 'object', required: [PHOTO_FIELD], properties: { [PHOTO_FIELD]: FILE } },
  })
  @ApiOkResponse({ type: PhotoView, description: 'Replaced, or the same as before' })
  @ApiCreatedResponse({ type: PhotoView })
  @ApiProblems(400, 404, 409, 412, 413, 415, 422, 429, 504)
  async put(
    @Param('id') recipeId: string,
    @Param('photoId') photoId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = { recipeId, photoId };
    const supposed = preconditionsOf(request.headers);
    this.cleaner.requireRoom();
    const file = await this.uploads.receive(request);
    const photo = await this.photos.keep(file, { ...place, signal: clientSignal(reply) });
    await this.writes.answer({ request, reply, body: sha256(file) }, (catalogue) =>
      this.photos.put(catalogue, { place, photo, supposed }),
    );
  }

  @Delete('recipes/:id/photos/:photoId')
  @Writes()
  @ApiOperation({ operationId: 'deletePhoto', summary: 'Deletes a photo' })
  @ApiRecordId('id')
  @ApiRecordId('photoId')
  @ApiWriteHeaders()
  @ApiNoContentResponse()
  @ApiProblems(400, 404, 412, 422)
  async remove(
    @Param('id') recipeId: string,
    @Param('photoId') photoId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = { recipeId, photoId };
    const supposed = preconditionsOf(request.headers);
    await this.writes.answer({ request, reply }, (catalogue) =>
      this.photos.remove(catalogue, { place, supposed }),
    );
  }
}
