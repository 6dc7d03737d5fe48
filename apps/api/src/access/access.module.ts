import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SqlApiKeyStore } from '@seje/catalogue';
import type { Logger } from 'pino';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { ApiKeys } from './api-keys.js';
import { Exposure } from './exposure.js';
import { KeysController } from './keys.controller.js';
import { ScopeGuard } from './scope.guard.js';

/** Who may do what: keys, scopes, and the guard before every endpoint of every module. */
@Module({
  imports: [CatalogueModule],
  controllers: [KeysController],
  providers: [
    Exposure,
    { provide: APP_GUARD, useClass: ScopeGuard },
    {
      provide: ApiKeys,
      inject: [CatalogueAccess, CONFIG, LOGGER],
      useFactory: (catalogue: CatalogueAccess, { adminKey }: Config, logger: Logger) =>
        new ApiKeys({ store: () => new SqlApiKeyStore(catalogue.database), adminKey, logger }),
    },
  ],
})
export class AccessModule {}
