import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';
import { type Experiment, experimentHash, trainingHash } from '../experiment.js';
import { machineSchema, softwareVersionsSchema } from './software-versions.js';

const FORMAT = 'seje-run/1';

/** `failed` has the error beside it. */
const RUN_ENDS = ['converged', 'maxEpochs', 'interrupted', 'failed'] as const;
export type RunEnd = (typeof RUN_ENDS)[number];

/** One time that the run was started or gone on with. */
const sessionSchema = z.strictObject({
  /** ISO 8601, as all times. */
  started: z.string(),
  /** Steps that lay behind it. */
  fromStep: z.int(),
  versions: softwareVersionsSchema,
  machine: machineSchema,
  /** Absent while it runs, and for ever where the process was killed. */
  end: z
    .strictObject({
      time: z.string(),
      how: z.enum(RUN_ENDS),
      step: z.int(),
      error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
    })
    .optional(),
});
export type RunSession = z.infer<typeof sessionSchema>;

/** What a training was made of and how it went: `run.json`. */
export const runRecordSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** As it was; settings that this version does not know are no fault. */
  experiment: z.looseObject({ name: z.string() }),
  hashes: z.strictObject({
    /** Of every setting. */
    experiment: z.string(),
    /** Of the settings that decide the training of given features. */
    training: z.string(),
  }),
  /** Every random stream of the run is derived from it by name. */
  seed: z.int(),
  data: z.strictObject({
    /** Of the data set's files; absent where the features came from elsewhere. */
    dataset: z.string().optional(),
    features: z.string(),
    pairs: z.strictObject({ train: z.int(), validation: z.int() }),
  }),
  /** Bound on the steps: fewer where validation stops improving. */
  mostSteps: z.int(),
  sessions: z.array(sessionSchema).min(1),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

export interface RunFacts extends Pick<RunRecord, 'data' | 'mostSteps'> {
  readonly experiment: Experiment;
}

/** The record of a run that starts with its first session, or goes on with one more. */
export function runRecord(
  { experiment, data, mostSteps }: RunFacts,
  session: RunSession,
  earlier: readonly RunSession[] = [],
): RunRecord {
  return {
    format: FORMAT,
    experiment,
    hashes: { experiment: experimentHash(experiment), training: trainingHash(experiment) },
    seed: experiment.seed,
    data,
    mostSteps,
    sessions: [...earlier, session],
  };
}

/** The record with an end for its last session. */
export function endedRecord(record: RunRecord, end: NonNullable<RunSession['end']>): RunRecord {
  const last = record.sessions.at(-1)!;
  return { ...record, sessions: [...record.sessions.slice(0, -1), { ...last, end }] };
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeRunRecord(path: string, record: RunRecord): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID */
export async function readRunRecord(path: string): Promise<RunRecord> {
  const text = await readFileOr(path, 'Train first: a training writes it when it starts.');
  const remedy = 'Restore the file, or delete it and go on without what it says of earlier sessions.';
  return parseJson(runRecordSchema, text.toString('utf8'), { where: path, remedy });
}
