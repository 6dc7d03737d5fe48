import { Inject, Injectable } from '@nestjs/common';
import {
  type Catalogue,
  type CatalogueDatabase,
  type CatalogueStore,
  type PhotoStore,
  openCatalogue,
} from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { CONFIG, type Config } from '../config.js';
import { catalogueFolder } from '../state-folder.js';

/** The service's open catalogue. The port opens first, so until `open` has ended everything here is NOT_READY. */
@Injectable()
export class CatalogueAccess {
  private catalogue: Catalogue | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Opened already, it stays as it is. @throws SejeError what `openCatalogue` throws */
  async open(): Promise<void> {
    const { state, databaseUrl, photos } = this.config;
    this.catalogue ??= await openCatalogue({ folder: catalogueFolder(state), databaseUrl, photos });
  }

  async close(): Promise<void> {
    const closing = this.catalogue;
    this.catalogue = undefined;
    await closing?.close();
  }

  get isOpen(): boolean {
    return this.catalogue !== undefined;
  }

  /** @throws SejeError NOT_READY */
  get store(): CatalogueStore {
    return this.opened.store;
  }

  /** @throws SejeError NOT_READY */
  get photos(): PhotoStore {
    return this.opened.photos;
  }

  /** For what else lives in the database. @throws SejeError NOT_READY */
  get database(): CatalogueDatabase {
    return this.opened.database;
  }

  private get opened(): Catalogue {
    if (this.catalogue !== undefined) return this.catalogue;
    throw new SejeError('NOT_READY', {
      message: 'The catalogue is being opened',
      remedy: 'Ask again after the time in Retry-After.',
    });
  }
}
