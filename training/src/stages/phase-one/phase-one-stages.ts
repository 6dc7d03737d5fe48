import { canonicalJson, sha256, sha256OfFile } from '@seje/core';
import { basename } from 'node:path';
import type { RunFolder } from '../run-folder.js';

/** In the order in which they run. */
export const STAGES_OF_PHASE_ONE = [
  'read',
  'tagger',
  'lexicon',
  'terms',
  'sentence-encoder',
  'text-state',
  'categories',
  'categoriser',
  'text-features',
  'photo-features',
  'feature-set',
] as const;

export type PhaseOneStageName = (typeof STAGES_OF_PHASE_ONE)[number];

/** What decides one stage of Phase I, and what it makes. */
export interface PhaseOneStage {
  readonly name: PhaseOneStageName;
  /** Raised when what the stage writes changes, so that older outputs are made again. */
  readonly version: number;
  /** Plain JSON: the settings that it reads, and the `sha256` of the stages that it builds on. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Files that it makes, by path: where one is missing the stage runs again. */
  readonly files: readonly string[];
}

/** What a stage made. */
export interface Made<T> {
  /** Over its files and its report: a stage that makes the same again causes nothing else to run again. */
  readonly sha256: string;
  readonly report: T;
}

/** How a stage went in this run. */
export interface StageRun {
  readonly stage: PhaseOneStageName;
  readonly reused: boolean;
  readonly sha256: string;
}

/** Runs the stages of Phase I in one run folder, each only where its inputs have changed, and remembers which. */
export class PhaseOneStages {
  private readonly gone: StageRun[] = [];

  /** @param stale told before a stage is run: what was made of all the stages is no longer whole */
  constructor(
    private readonly folder: RunFolder,
    private readonly stale: () => Promise<void>,
  ) {}

  /** In the order in which they went. */
  get runs(): readonly StageRun[] {
    return this.gone;
  }

  async run<T>({ name, version, inputs, files }: PhaseOneStage, work: () => Promise<T>): Promise<Made<T>> {
    const stage = { inputs: { version, ...inputs }, outputs: files };
    const { result, reused } = await this.folder.stage<Made<T>>(name, stage, async () => {
      await this.stale();
      return madeOf(files, await work());
    });
    this.gone.push({ stage: name, reused, sha256: result.sha256 });
    return result;
  }
}

/** What a stage with this report made, as its files are now. */
export async function madeOf<T>(files: readonly string[], report: T): Promise<Made<T>> {
  const made: Record<string, string> = {};
  for (const file of files) made[basename(file)] = await sha256OfFile(file);
  return { sha256: sha256(canonicalJson({ made, report })), report };
}
