import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type FolderSyncReport, openRecipeSource, syncFolder } from '@seje/catalogue';
import { type OnProgress, SejeError } from '@seje/core';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { Jobs } from '../jobs/jobs.js';
import { LOGGER } from '../logger.js';
import { CatalogueAccess } from './catalogue-access.js';
import { CatalogueChanges } from './catalogue-changes.js';
import { PatientCleaner } from './patient-cleaner.js';

export const FOLDER_KIND = 'import-folder';

/** Takes the folder SEJE_DATA into the catalogue: a source beside the endpoints, not the truth. */
@Injectable()
export class FolderSync implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly catalogue: CatalogueAccess,
    private readonly changes: CatalogueChanges,
    private readonly cleaner: PatientCleaner,
    private readonly jobs: Jobs,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(FOLDER_KIND, ({ onProgress, signal }) => this.sync(onProgress, signal));
  }

  /**
   * Only within a job, so that one pass runs at a time.
   * @param onProgress counts recipes and photos
   * @throws SejeError FILE_NOT_FOUND, DATA_LAYOUT_UNKNOWN, DATA_EMPTY, DATABASE_FAILED; the signal's reason
   */
  async sync(onProgress: OnProgress, signal: AbortSignal): Promise<FolderSyncReport> {
    const { data } = this.config;
    if (data === undefined) throw noFolder();
    const { store, photos } = this.catalogue;
    const report = await syncFolder(await openRecipeSource(data), {
      store,
      photos,
      clean: (file) => this.cleaner.clean(file, signal),
      onWritten: () => this.changes.notify(),
      onProgress,
      signal,
    });
    this.logger.info({ report }, 'folder taken into the catalogue');
    return report;
  }
}

function noFolder(): SejeError {
  return new SejeError('SETTINGS_INVALID', {
    message: 'The service has no folder to read recipes from',
    remedy: 'Start it with SEJE_DATA set, or cancel this job.',
  });
}
