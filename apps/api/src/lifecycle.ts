import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CatalogueAccess } from './catalogue/catalogue-access.js';
import { EngineSupervisor } from './engine/engine-supervisor.js';
import { watchEngine } from './engine/engine-watchdog.js';
import { Indexing } from './indexing/indexing.js';
import { Jobs } from './jobs/jobs.js';

/** The order in which the service comes up behind its open port, and goes down. */
@Injectable()
export class Lifecycle implements OnApplicationShutdown {
  private watchdog: { stop(): void } | undefined;
  private stopping = false;
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly supervisor: EngineSupervisor,
    private readonly catalogue: CatalogueAccess,
    private readonly indexing: Indexing,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Opens the catalogue, starts the engine with the best index there is, then takes up the work that waits;
   * an index is built first where there is none that fits.
   * @throws SejeError where the catalogue cannot be opened or no engine can start
   */
  async start(): Promise<void> {
    this.starting = this.comeUp();
    try {
      await this.starting;
    } catch (error) {
      // An engine that was stopped while it started is no failure of the start.
      if (!this.stopping) throw error;
    }
  }

  /** Runs after the HTTP server has answered its last request. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.watchdog?.stop();
    await this.jobs.stop();
    await this.indexing.stop();
    await this.supervisor.stop();
    // A database that is being opened can be closed only once it is open.
    await this.starting.catch(() => undefined);
    await this.jobs.stop();
    await this.catalogue.close();
  }

  private async comeUp(): Promise<void> {
    const steps = [
      () => this.catalogue.open(),
      () => this.indexing.start(),
      () => this.jobs.start(),
      () => this.indexing.enqueueDue(),
    ];
    for (const step of steps) {
      if (this.stopping) return;
      await step();
    }
    this.watchdog = watchEngine(this.supervisor);
  }
}
