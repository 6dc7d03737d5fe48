import { Inject, Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CONFIG, type Config } from '../config.js';
import { ApiKeys } from './api-keys.js';
import { isLoopback } from './loopback.js';

/** Keeps a service that nobody has a key of off the network. */
@Injectable()
export class Exposure {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'host' | 'open' | 'adminKey'>,
    private readonly catalogue: CatalogueAccess,
    private readonly keys: ApiKeys,
  ) {}

  /**
   * Runs before the port opens. Opens the catalogue where only its keys can tell.
   * @throws SejeError SETTINGS_INVALID; as `CatalogueAccess.open` does
   */
  async check(): Promise<void> {
    const { host, open, adminKey } = this.config;
    if (isLoopback(host) || open || adminKey !== undefined) return;
    await this.catalogue.open();
    if (!(await this.keys.isEmpty())) return;
    throw new SejeError('SETTINGS_INVALID', {
      message: 'The service would answer whoever can reach this machine',
      expected: 'HOST=127.0.0.1, or a key',
      found: `HOST=${host}, no key in the database and no SEJE_ADMIN_KEY`,
      remedy:
        'Make a key (npx seje keys create), set SEJE_ADMIN_KEY, or set SEJE_OPEN=1 where everybody may search.',
    });
  }
}
