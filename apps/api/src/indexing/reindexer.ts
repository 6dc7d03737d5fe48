import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueStore, RunningJob } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { type GateFinding, type GateReport, gateOf } from '@seje/retrieval';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { FolderSync } from '../catalogue/folder-sync.js';
import type { ReadPage } from '../engine/embed-pages.js';
import type { EngineSupervisor } from '../engine/engine-supervisor.js';
import { despiteDeaths } from '../engine/despite-deaths.js';
import type { GenerationBuilder } from '../engine/generation-builder.js';
import type { BundleStore, HeldBundle } from './bundle-store.js';
import { cataloguePage } from './catalogue-page.js';
import type { EngineSettingsOf } from './engine-settings.js';
import type { Pair, PairStore } from './pair-store.js';
import type { ReindexReports } from './reindex-report.js';

export const REINDEX = 'reindex';
export const ROLLBACK = 'rollback';

export const reindexPayload = z.strictObject({
  /** Folder of the bundle to change to. Absent: the one that answers. */
  bundle: z.string().optional(),
  /** Swap even where the report says that something fell. */
  force: z.boolean().optional(),
});
export type ReindexPayload = z.infer<typeof reindexPayload>;

/** What an attempt leaves for the next one. */
const checkpointSchema = z.strictObject({
  bundle: z.string(),
  /** Of the change feed, before the first recipe was read. */
  sequence: z.int(),
  /** The generation, once it is built and its report is written. */
  built: z.string().optional(),
});
type Checkpoint = z.infer<typeof checkpointSchema>;

/** The pair that a rollback goes to, by its generation. */
const rollBackCheckpointSchema = z.strictObject({ generation: z.string() });
type RollBackCheckpoint = z.infer<typeof rollBackCheckpointSchema>;

export interface ReindexerParts {
  readonly store: () => CatalogueStore;
  readonly bundles: BundleStore;
  readonly pairs: PairStore;
  readonly builder: GenerationBuilder;
  readonly supervisor: EngineSupervisor;
  readonly engineSettingsOf: EngineSettingsOf;
  readonly reports: ReindexReports;
  /** Brings what a source folder holds into the catalogue first. */
  readonly folderSync: FolderSync | undefined;
  /** The bundle that the service was set up with. */
  readonly configuredBundle: string;
  /** Takes a folder of what is embedded already for each job, so that an attempt goes on from there. */
  readonly work: string;
  readonly logger: Logger;
}

/**
 * Embeds the catalogue anew behind the live pair, judges the new pair beside the old, and changes over, or
 * goes back. Nothing that is asked meanwhile notices until the change, which is one step.
 */
export class Reindexer {
  /** The pair that answers, as far as this process knows. */
  private live: Required<Pair> | undefined;

  constructor(private readonly parts: ReindexerParts) {}

  /** Told once at start which pair the engine was started with. */
  serves(pair: Pair): void {
    this.live = pair.generation === undefined ? undefined : { ...pair, generation: pair.generation };
  }

  /**
   * The job `reindex`.
   * @throws SejeError GATE_FAILED, RECALL_TOO_LOW, BUNDLE_INVALID, DISK_FULL, BUILDER_DOWN, and what reading and embedding throw
   */
  async reindex(job: RunningJob): Promise<object> {
    const { pairs, reports } = this.parts;
    const { bundle: folder, force = false } = reindexPayload.parse(job.payload);
    await this.parts.folderSync?.sync(job.onProgress, job.signal);
    const bundle = await this.bundleFor(folder);
    const checkpoint = await this.startOrGoOn(job, bundle);
    const name = checkpoint.built ?? (await this.build(job, bundle, checkpoint));
    const report = (await reports.read(job.id)) as GateReport;
    const fallen = gateOf(report);
    if (fallen.length > 0 && !force) {
      await pairs.discard(name);
      // The copy of a bundle that was refused; without a pair yet, the one that encodes is in no generation.
      if (this.live !== undefined) await this.removeUnused();
      throw gateFailed(fallen);
    }
    job.signal.throwIfAborted();
    await this.changeOver(job, await pairs.pairOf(name));
    return { generation: name, bundle: bundle.fingerprint, fallen, report };
  }

  /**
   * The job `rollback`. Where it goes is written down first: an attempt that dies when it has gone back
   * must not be followed by one that goes forward again.
   * @throws SejeError NOT_FOUND where there is no pair to go back to
   */
  async rollBack(job: RunningJob): Promise<object> {
    const { pairs } = this.parts;
    const target = rollBackCheckpointSchema.safeParse(job.checkpoint).data;
    const pair = target === undefined ? await pairs.previous() : await pairs.pairOf(target.generation);
    await job.save({ generation: pair.generation.name } satisfies RollBackCheckpoint);
    await this.changeOver(job, pair);
    return { generation: pair.generation.name, bundle: pair.bundle.fingerprint };
  }

  private bundleFor(folder: string | undefined): Promise<HeldBundle> {
    if (folder === undefined && this.live !== undefined) return Promise.resolve(this.live.bundle);
    return this.parts.bundles.take(folder ?? this.parts.configuredBundle);
  }

  /** An attempt goes on only with the bundle of the one before: its folder may hold another one by now. */
  private async startOrGoOn(job: RunningJob, bundle: HeldBundle): Promise<Checkpoint> {
    const found = checkpointSchema.safeParse(job.checkpoint);
    if (found.success && found.data.bundle === bundle.fingerprint) return found.data;
    const checkpoint = { bundle: bundle.fingerprint, sequence: await this.parts.store().latestSequence() };
    await job.save(checkpoint);
    return checkpoint;
  }

  /** @returns the generation's name, its report written */
  private async build(job: RunningJob, bundle: HeldBundle, checkpoint: Checkpoint): Promise<string> {
    const { builder, engineSettingsOf, reports, store, logger } = this.parts;
    const settings = {
      ...engineSettingsOf.builder({ bundle }),
      work: this.workOf(job.id),
      catalogueSequence: checkpoint.sequence,
      ...(this.live && { live: this.live.generation.folder }),
      expected: await store().counts(),
    };
    const { onProgress, signal } = job;
    const readPage: ReadPage = (after) => cataloguePage(store(), after);
    const { name, report } = await despiteDeaths(
      'BUILDER_DOWN',
      () => builder.build(settings, { readPage, onProgress, signal }),
      (death) => logger.warn({ job: job.id, err: death }, 'the builder died; another goes on'),
    );
    await reports.write(job.id, report);
    await job.save({ ...checkpoint, built: name });
    // What was embedded is in the generation, of which the job knows now.
    await rm(this.workOf(job.id), { recursive: true, force: true });
    return name;
  }

  /**
   * The new engine starts beside the old one and is fed; then the durable pointer moves, then the queries.
   * A service that dies in between comes back with the new pair.
   */
  private async changeOver(
    { id, signal, onProgress }: Pick<RunningJob, 'id' | 'signal' | 'onProgress'>,
    pair: Required<Pair>,
  ): Promise<void> {
    const { supervisor, engineSettingsOf, pairs, logger } = this.parts;
    const commit = (): Promise<void> => pairs.activate(pair.generation.name);
    onProgress({ step: 'change over', done: 0, total: 1 });
    await despiteDeaths(
      'ENGINE_DOWN',
      async () => {
        signal.throwIfAborted();
        return supervisor.replace(engineSettingsOf.engine(pair), { commit, signal });
      },
      (death) => logger.warn({ job: id, err: death }, 'the new engine died; another is started'),
    );
    this.live = pair;
    onProgress({ step: 'change over', done: 1, total: 1 });
    await this.removeUnused();
  }

  /** Whatever answers does so already: failing to free disk is worth a warning, no more. */
  private async removeUnused(): Promise<void> {
    const { pairs, logger } = this.parts;
    await pairs
      .removeSuperseded(this.live === undefined ? [] : [this.live.bundle.fingerprint])
      .catch((error: unknown) => logger.warn({ err: error }, 'old generations could not be removed'));
  }

  private workOf(job: string): string {
    return join(this.parts.work, job);
  }
}

function gateFailed(fallen: readonly GateFinding[]): SejeError {
  const words = fallen.map(
    (finding) =>
      `${finding.metric} ${finding.new}${finding.old === undefined ? '' : ` (was ${finding.old})`}`,
  );
  return new SejeError('GATE_FAILED', {
    message: 'The new index is worse than the one that answers, which goes on',
    expected: fallen.map(({ metric, limit }) => `${metric} ${limit}`).join(', '),
    found: words.join(', '),
    remedy: 'Look at the report of this job. To change over nevertheless: {"force": true}.',
  });
}
