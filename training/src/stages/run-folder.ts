import { existsSync } from 'node:fs';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuantizedPrecision } from '@seje/artifacts';
import { CLASSES_FILE } from '@seje/catalogue';
import {
  SejeError,
  WriterLock,
  canonicalJson,
  parseJson,
  removeTemporaries,
  sha256,
  writeFileDurably,
} from '@seje/core';
import { z } from 'zod';
import { CHECKPOINT_FILE } from '../checkpoint.js';
import { WEIGHTS_FILE } from './trained-weights.js';

const STAGES = 'stages';
const stampSchema = z.strictObject({ stage: z.string(), inputs: z.string(), result: z.unknown() });

export interface StageOptions {
  /** Plain JSON that decides the result. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Paths of what the stage makes. */
  readonly outputs: readonly string[];
  /** Run it in any case. */
  readonly anew?: boolean;
}

export interface StageOutcome<T> {
  readonly result: T;
  readonly reused: boolean;
}

/** Where one run keeps what it makes. */
export class RunFolder {
  /** Fitted text state: text.json, vocab.bin, categories.json. */
  readonly text: string;
  readonly features: string;
  /** The categoriser of photos with f_cat of its labels, where the experiment names one. */
  readonly categoriser: string;
  /** Pooled photo features by content, shared by every stage and by the service. */
  readonly photoFeatures: string;
  readonly training: string;
  /** All networks of Phase II, of `training`. */
  readonly weights: string;
  /** Where a training that was stopped goes on. */
  readonly checkpoint: string;
  /** Weights of the linear models that reports show beside the run's own. */
  readonly baselines: string;
  /** Fine-tuned trunk and encoders, where the run has them. */
  readonly finetuning: string;
  readonly bundle: string;
  readonly generations: string;
  readonly evaluation: string;
  /** What the stages of Phase I hand to one another; nothing else reads it. */
  readonly phaseOne: string;
  /** f_term and f_sent of every recipe that has a photo. */
  readonly textFeatures: string;
  /** Which photo of which recipe is where in `photoFeatures`. */
  readonly photoTable: string;
  /** What Phase I read, made and left out. */
  readonly preprocessing: string;
  /** Category of each pair, for Python: Recipe1M's classes1M.pkl. */
  readonly classes: string;

  /** @param shared folders that several runs have in common, in place of the run's own */
  constructor(
    readonly path: string,
    shared: { readonly photoFeatures?: string } = {},
  ) {
    this.text = this.in('text');
    this.features = this.in('features');
    this.categoriser = this.in('categoriser');
    this.photoFeatures = shared.photoFeatures ?? this.in('photo-features');
    this.training = this.in('training');
    this.weights = join(this.training, WEIGHTS_FILE);
    this.checkpoint = join(this.training, CHECKPOINT_FILE);
    this.baselines = this.in('baselines');
    this.finetuning = this.in('finetuning');
    this.bundle = this.in('bundle');
    this.generations = this.in('generations');
    this.evaluation = this.in('evaluation.json');
    this.phaseOne = this.in('phase-one');
    this.textFeatures = this.inPhaseOne('text-features');
    this.photoTable = this.inPhaseOne('photos.ndjson');
    this.preprocessing = this.in('preprocess.json');
    this.classes = this.in(CLASSES_FILE);
  }

  in(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** The bundle's variant with weights of another precision. */
  variantOf(precision: QuantizedPrecision): string {
    return this.in(`bundle-${precision}`);
  }

  inPhaseOne(...names: readonly string[]): string {
    return join(this.phaseOne, ...names);
  }

  /** Does the work while no other process writes to this folder. @throws SejeError RUN_LOCKED, DISK_WRITE_FAILED */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const lock = WriterLock.acquire(this.in('run.lock'));
    try {
      for (const folder of [
        this.path,
        this.in(STAGES),
        this.text,
        this.phaseOne,
        this.textFeatures,
        this.training,
        this.baselines,
        this.finetuning,
      ]) {
        await removeTemporaries(folder);
      }
      return await work();
    } finally {
      lock.release();
      await rmdir(this.path).catch(() => undefined); // where nothing was made, nothing is left
    }
  }

  /**
   * Runs a stage unless it has already run in this folder with the same inputs and what it made is still
   * there. Its result, plain JSON, is kept in `stages/<name>.json` together with the hash of the inputs;
   * while it runs there is none, so that what an interrupted stage leaves is never taken for its outcome.
   */
  async stage<T>(name: string, from: StageOptions, work: () => Promise<T>): Promise<StageOutcome<T>> {
    const hash = sha256(canonicalJson(from.inputs));
    const stamp = from.anew === true ? undefined : await this.stamp(name);
    if (stamp?.inputs === hash && from.outputs.every((path) => existsSync(path))) {
      return { result: stamp.result as T, reused: true };
    }
    await this.forget(name);
    const result = await work();
    await writeFileDurably(
      this.stampPath(name),
      JSON.stringify({ stage: name, inputs: hash, result }, null, 2),
    );
    return { result, reused: false };
  }

  /** Makes a stage run again the next time. */
  async forget(name: string): Promise<void> {
    await rm(this.stampPath(name), { force: true });
  }

  /** The result of a stage that must have run before. @throws SejeError FILE_NOT_FOUND naming the command to run */
  async resultOf<T>(name: string, command: string): Promise<T> {
    const result = await this.resultIfAny<T>(name);
    if (result === undefined) {
      throw new SejeError('FILE_NOT_FOUND', {
        message: `${this.path} has no result of the stage "${name}"`,
        expected: this.stampPath(name),
        remedy: `Run "seje ${command}" on this folder first.`,
      });
    }
    return result;
  }

  /** The result of a stage that need not have run. */
  async resultIfAny<T>(name: string): Promise<T | undefined> {
    return (await this.stamp(name))?.result as T | undefined;
  }

  /**
   * Puts another result in the place of a stage's, whose outputs somebody else has made: what builds on it runs again.
   * @throws SejeError FILE_NOT_FOUND where the stage has not run
   */
  async revise<T>(name: string, revised: (result: T) => Promise<T>): Promise<void> {
    const result = await revised(await this.resultOf<T>(name, 'preprocess'));
    const { inputs } = (await this.stamp(name))!;
    await writeFileDurably(this.stampPath(name), JSON.stringify({ stage: name, inputs, result }, null, 2));
  }

  private stampPath(name: string): string {
    return this.in(STAGES, `${name}.json`);
  }

  private async stamp(name: string): Promise<z.infer<typeof stampSchema> | undefined> {
    const path = this.stampPath(name);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined
      ? undefined
      : parseJson(stampSchema, text, { where: path, remedy: 'Delete that file: the stage will run again.' });
  }
}
