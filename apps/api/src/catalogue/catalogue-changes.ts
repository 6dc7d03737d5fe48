import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Says that the catalogue has been written to, after each write that was acknowledged; the feed says what. */
@Injectable()
export class CatalogueChanges extends EventEmitter<{ written: [] }> {
  notify(): void {
    this.emit('written');
  }
}
