import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { noProgress } from '@seje/core';
import type { Logger } from 'pino';
import { Reindexer } from './admin/reindexer.js';
import { CatalogueAccess } from './catalogue/catalogue-access.js';
import { CatalogueSnapshots } from './catalogue/catalogue-snapshots.js';
import { FolderSync } from './catalogue/folder-sync.js';
import { EngineClient } from './engine/engine-client.js';
import { EngineSupervisor } from './engine/engine-supervisor.js';
import { watchEngine } from './engine/engine-watchdog.js';
import type { EngineInfo } from './engine/protocol.js';
import { fromWire } from './engine/wire-error.js';
import { Jobs } from './jobs/jobs.js';
import { LOGGER } from './logger.js';

/** The order in which the service comes up behind its open port, and goes down. */
@Injectable()
export class Lifecycle implements OnApplicationShutdown {
  private watchdog: { stop(): void } | undefined;
  /** Settles when the database is open and its queue at work, or when they could not be had. */
  private opening: Promise<void> = Promise.resolve();

  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly client: EngineClient,
    private readonly snapshots: CatalogueSnapshots,
    private readonly reindexer: Reindexer,
    private readonly catalogue: CatalogueAccess,
    private readonly jobs: Jobs,
    private readonly folder: FolderSync,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Starts the engine and reads the catalogue; builds an index first where there is none that fits.
   * @throws SejeError where the engine cannot start or the data cannot be read
   */
  async start(): Promise<void> {
    this.opening = this.openCatalogue();
    await this.opening;
    const [info, catalogue] = await Promise.all([this.supervisor.start(), this.snapshots.read()]);
    this.snapshots.show(catalogue);
    await this.folder.sync(noProgress, new AbortController().signal);
    this.watchdog = watchEngine({ client: this.client, supervisor: this.supervisor });
    this.supervisor.on('ready', (restarted) => this.ensureIndex(restarted));
    this.ensureIndex(info);
  }

  /** Runs after the HTTP server has answered its last request. */
  async onApplicationShutdown(): Promise<void> {
    this.watchdog?.stop();
    // A database that is being opened can be closed only once it is open. Why it was not, `start` has thrown.
    await this.opening.catch(() => undefined);
    await this.jobs.stop();
    await Promise.all([this.supervisor.stop(), this.reindexer.stop()]);
    await this.catalogue.close();
  }

  private async openCatalogue(): Promise<void> {
    await this.catalogue.open();
    await this.jobs.start();
  }

  /** Builds an index where the engine found none that fits, unless one is being built. */
  private ensureIndex({ generation, generationError }: EngineInfo): void {
    if (generation !== undefined || this.reindexer.current !== undefined) return;
    if (generationError !== undefined) {
      this.logger.warn({ err: fromWire(generationError) }, 'the index on disk does not fit; building one');
    }
    this.reindexer.start();
  }
}
