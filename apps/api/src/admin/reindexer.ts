import { SejeError } from '@seje/core';
import { activateGeneration, removeSuperseded } from '@seje/retrieval';
import type { Logger } from 'pino';
import type { CatalogueSnapshots } from '../catalogue/catalogue-snapshots.js';
import type { EngineClient } from '../engine/engine-client.js';
import type { EngineSupervisor } from '../engine/engine-supervisor.js';
import type { GenerationBuilder } from '../engine/generation-builder.js';
import { codedError } from '../http/problem.js';
import { Job } from './job.js';

/** Jobs remembered; the oldest are forgotten. */
const JOBS_KEPT = 100;
/** Longest wait for an engine that is starting before a new generation is given up, milliseconds. */
const ENGINE_WAIT_MS = 120_000;
/** Times that an engine that dies is asked to open a generation: once more, since the build was long. */
const OPEN_ATTEMPTS = 2;

export interface ReindexerParts {
  readonly builder: GenerationBuilder;
  readonly client: EngineClient;
  readonly supervisor: EngineSupervisor;
  readonly snapshots: CatalogueSnapshots;
  /** Folder that holds the generations. */
  readonly generations: string;
  readonly logger: Logger;
}

/** Makes new generations, one at a time, without a query noticing until the swap. */
export class Reindexer {
  private readonly jobs = new Map<string, Job>();
  private running: Job | undefined;
  private failure: SejeError | undefined;
  private stopping = false;

  constructor(private readonly parts: ReindexerParts) {}

  /** The job at work, absent while there is none. */
  get current(): Job | undefined {
    return this.running;
  }

  /** Why the last job failed, until one succeeds. */
  get lastFailure(): SejeError | undefined {
    return this.failure;
  }

  job(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  /**
   * Starts a job and returns at once.
   * @throws SejeError JOB_RUNNING
   */
  start(): Job {
    if (this.running !== undefined) {
      throw new SejeError('JOB_RUNNING', {
        message: 'The index is being built already',
        found: `job ${this.running.id}`,
        remedy: 'Wait until that job is over.',
      });
    }
    const job = new Job();
    this.running = job;
    this.jobs.set(job.id, job);
    for (const id of [...this.jobs.keys()].slice(0, -JOBS_KEPT)) this.jobs.delete(id);
    void this.run(job);
    return job;
  }

  /** Gives the job at work up, since the service stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.parts.builder.stop();
  }

  private async run(job: Job): Promise<void> {
    const { logger } = this.parts;
    job.start();
    logger.info({ job: job.id }, 'reindex started');
    try {
      const generation = await this.parts.builder.build((progress) => job.report(progress));
      await this.publish(generation);
      job.succeed(generation);
      this.failure = undefined;
      logger.info({ job: job.id, generation }, 'reindex succeeded');
    } catch (error) {
      this.failure = codedError(error);
      job.fail(this.failure);
      if (this.stopping) logger.info({ job: job.id }, 'reindex given up');
      else logger.error({ job: job.id, err: error }, 'reindex failed; the index is as it was');
    } finally {
      this.running = undefined;
    }
  }

  /** The new generation is opened and tested beside the old one; only then does the durable pointer move. */
  private async publish(generation: string): Promise<void> {
    const { client, snapshots, supervisor, generations } = this.parts;
    const catalogue = await snapshots.read();
    snapshots.add(generation, catalogue);
    try {
      await this.openInEngine(generation);
      await activateGeneration(generations, generation);
    } catch (error) {
      snapshots.drop(generation);
      throw error;
    }
    try {
      supervisor.update(await client.command('swapGeneration', { name: generation }));
    } catch (error) {
      // An engine that died after the pointer moved comes back with the new generation.
      if (codedError(error).code !== 'ENGINE_DOWN') throw error;
    }
    snapshots.keepOnly(generation);
    await this.removeOld();
  }

  private async openInEngine(generation: string, attempt = 1): Promise<void> {
    const { client } = this.parts;
    try {
      await client.untilReady(ENGINE_WAIT_MS);
      await client.command('openGeneration', { name: generation });
    } catch (error) {
      if (codedError(error).code !== 'ENGINE_DOWN' || attempt === OPEN_ATTEMPTS) throw error;
      await this.openInEngine(generation, attempt + 1);
    }
  }

  /** Frees disk; the new generation serves already, so that failing here is worth a warning, no more. */
  private async removeOld(): Promise<void> {
    try {
      await removeSuperseded(this.parts.generations);
    } catch (error) {
      this.parts.logger.warn({ err: error }, 'old generations could not be removed');
    }
  }
}
