import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { SejeError, writeFileDurably } from '@seje/core';
import type { Logger } from 'pino';
import type { EngineSupervisor } from '../engine/engine-supervisor.js';
import { codedError } from '../http/problem.js';
import type { BundleStore, HeldBundle } from './bundle-store.js';
import type { EngineSettingsOf } from './engine-settings.js';
import type { Pair, PairStore } from './pair-store.js';
import type { ReindexPayload } from './reindexer.js';

/** Names the bundle that the settings named at the last start, beside the bundles. */
const CONFIGURED = 'configured-bundle';

/** Of what an engine may refuse at its start, what is about the pair: another pair may do. */
const OF_THE_PAIR: ReadonlySet<string> = new Set([
  'GENERATION_INVALID',
  'GENERATION_MISMATCH',
  'CHECKSUM_MISMATCH',
  'BUNDLE_INVALID',
  'BUNDLE_MISMATCH',
  'MODEL_INVALID',
  'RECALL_TOO_LOW',
  'FILE_NOT_FOUND',
  'FILE_DAMAGED',
  'JSON_INVALID',
]);

export interface PairServerParts {
  /** Of the catalogue's feed of changes. */
  readonly latestSequence: () => Promise<number>;
  readonly bundles: BundleStore;
  readonly pairs: PairStore;
  readonly supervisor: EngineSupervisor;
  readonly engineSettingsOf: EngineSettingsOf;
  /** Folder of the bundle that the settings name. */
  readonly configuredBundle: string;
  /** The service's folder. */
  readonly state: string;
  readonly logger: Logger;
}

export interface Start {
  readonly pair: Pair;
  /** To be called once the reindex that is due is written down. */
  readonly remember: () => Promise<void>;
  /** The reindex that is due: there is no index, the best one is damaged, or the settings name another bundle. */
  readonly due: ReindexPayload | undefined;
}

/** Starts the engine with the best pair there is, so that a service that can answer does. */
export class PairServer {
  constructor(private readonly parts: PairServerParts) {}

  /**
   * The current pair; where it is damaged, the one before; else the bundle of the settings without an index.
   * @throws SejeError where no engine can start
   */
  async start(): Promise<Start> {
    const { pairs, logger } = this.parts;
    let isBest = true;
    const unusable = (name: string, error: unknown): void => {
      isBest = false;
      logger.warn({ generation: name, err: error }, 'the index on disk does not fit');
    };
    const usable = await pairs.usable(await this.parts.latestSequence(), unusable);
    const configured = await this.configured(usable.length > 0);
    const served = await this.firstThatStarts(usable, unusable);
    const remember = async (): Promise<void> => {
      if (configured !== undefined) await writeFileDurably(this.memory, configured.fingerprint);
    };
    if (served === undefined) {
      if (configured === undefined) return this.refuse();
      await this.parts.supervisor.start(this.parts.engineSettingsOf.engine({ bundle: configured }));
      return { pair: { bundle: configured }, due: {}, remember };
    }
    // Otherwise the next index would keep the damaged one as the pair to go back to.
    if (!isBest) await pairs.activate(served.generation.name);
    const namesAnother =
      configured !== undefined &&
      configured.fingerprint !== served.bundle.fingerprint &&
      configured.fingerprint !== (await this.remembered());
    const due = namesAnother
      ? { bundle: this.parts.configuredBundle }
      : isBest
        ? undefined
        : lost(usable, served);
    return { pair: served, due, remember };
  }

  /** A pair that answers does not need the folder that the settings name; without one its fault ends the start. */
  private async configured(hasPair: boolean): Promise<HeldBundle | undefined> {
    try {
      return await this.parts.bundles.take(this.parts.configuredBundle);
    } catch (error) {
      if (!hasPair) throw error;
      this.parts.logger.error({ err: error }, 'the bundle that the settings name cannot be opened');
      return undefined;
    }
  }

  private async firstThatStarts(
    pairs: readonly Required<Pair>[],
    unusable: (name: string, error: unknown) => void,
  ): Promise<Required<Pair> | undefined> {
    for (const pair of pairs) {
      try {
        await this.parts.supervisor.start(this.parts.engineSettingsOf.engine(pair));
        return pair;
      } catch (error) {
        if (!OF_THE_PAIR.has(codedError(error).code)) throw error;
        unusable(pair.generation.name, error);
      }
    }
    return undefined;
  }

  private refuse(): never {
    throw new SejeError('BUNDLE_INVALID', {
      message: 'There is no bundle and no index that an engine starts with',
      expected: this.parts.configuredBundle,
      remedy: 'Give SEJE_BUNDLE the folder of a whole bundle; the log says what is wrong with the others.',
    });
  }

  private async remembered(): Promise<string | undefined> {
    return readFile(this.memory, 'utf8').catch(() => undefined);
  }

  private get memory(): string {
    return join(this.parts.state, CONFIGURED);
  }
}

/** The reindex after which the service answers with the bundle that it had before its index was damaged. */
function lost([best]: readonly Pair[], served: Pair): ReindexPayload {
  const isOther = best !== undefined && best.bundle.fingerprint !== served.bundle.fingerprint;
  return isOther ? { bundle: best.bundle.folder } : {};
}
