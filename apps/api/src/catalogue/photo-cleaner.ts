import { Injectable } from '@nestjs/common';
import type { CleanedPhoto } from '@seje/catalogue';
import { EngineClient } from '../engine/engine-client.js';
import { currentRequest } from '../http/request-scope.js';

/** Cleans photos in the engine process, which a hostile file may crash. */
@Injectable()
export class PhotoCleaner {
  constructor(private readonly engine: EngineClient) {}

  /** @throws SejeError QUEUE_FULL, ENGINE_DOWN */
  requireRoom(): void {
    this.engine.requireRoomForUpload();
  }

  /** For a client who waits. @throws SejeError what the photo is refused with, QUEUE_FULL, ENGINE_DOWN, DEADLINE_EXCEEDED */
  clean(photo: Uint8Array, signal?: AbortSignal): Promise<CleanedPhoto> {
    return this.engine.command('cleanPhoto', { photo, requestId: currentRequest()?.id }, { signal });
  }
}
