import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { ApiKeys } from './api-keys.js';
import { KeyList, MadeKeyView, keyView, madeKeyView } from './key-view.dto.js';
import { NewKeyBody, newKeyOf } from './new-key.dto.js';
import { RequireScope } from './require-scope.decorator.js';

@ApiTags('admin')
@RequireScope('admin')
@Controller('v1/admin/keys')
export class KeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'createKey', summary: 'Makes a key; its secret is shown in this answer only' })
  @ApiCreatedResponse({ type: MadeKeyView })
  @ApiProblems(400, 422)
  async create(@Body() body: NewKeyBody): Promise<MadeKeyView> {
    return madeKeyView(await this.keys.create(newKeyOf(body)));
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'listKeys', summary: 'The keys that were made, without their secrets' })
  @ApiOkResponse({ type: KeyList })
  async list(): Promise<KeyList> {
    return { keys: (await this.keys.all()).map(keyView) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeKey', summary: 'Ends a key for good; again, it changes nothing' })
  @ApiNoContentResponse()
  @ApiProblems(404)
  async revoke(@Param('id') id: string): Promise<void> {
    await this.keys.revoke(id);
  }
}
