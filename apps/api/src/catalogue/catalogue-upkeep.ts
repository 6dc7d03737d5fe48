import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { sweepPhotos } from '@seje/catalogue';
import type { Logger } from 'pino';
import { LOGGER } from '../logger.js';
import { CatalogueAccess } from './catalogue-access.js';
import { Imports } from './import/imports.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Every hour: forgets idempotency keys of more than a day ago, and deletes files that nothing names. */
@Injectable()
export class CatalogueUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly catalogue: CatalogueAccess,
    private readonly imports: Imports,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(new Date()), HOUR_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async sweep(now: Date): Promise<void> {
    if (!this.catalogue.isOpen) return;
    const yesterday = new Date(now.getTime() - DAY_MS);
    try {
      const { store, photos } = this.catalogue;
      const keys = await store.forgetKeysBefore(yesterday);
      const swept = await sweepPhotos(photos, store, yesterday);
      await this.imports.sweep(now);
      this.logger.info({ keys, photos: swept }, 'catalogue swept');
    } catch (error) {
      this.logger.warn({ err: error }, 'the catalogue could not be swept; it is tried again in an hour');
    }
  }
}
