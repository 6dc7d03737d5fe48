import { type Pace, durationText, rateText } from './pace.js';
import type { RunRecord, RunSession } from './run-record.js';
import type { TrainingHistory } from './training-history.js';

/** A name and its value, as text. */
export type Fact = readonly [name: string, value: string];

const BYTES_IN_GIB = 2 ** 30;

/** The numbers of now, for the top of a report. @param pace of a training that runs */
export function reportFigures(record: RunRecord, history: TrainingHistory, pace?: Pace): Fact[] {
  const { lastStep, lastValidation, bestValidation } = history;
  const facts: (Fact | undefined)[] = [
    ['Step', `${lastStep?.step ?? 0} of at most ${record.mostSteps}`],
    lastStep && ['Epoch', `${lastStep.epoch}`],
    pace && ['Steps', rateText(pace.perSecond)],
    pace && [
      'Time left',
      pace.secondsLeft === undefined ? 'not known yet' : `at most ${durationText(pace.secondsLeft)}`,
    ],
    lastStep && ['Loss', figureText(lastStep.loss)],
    lastValidation && ['MedR, last', figureText(lastValidation.validation['medianRank'])],
    bestValidation && [
      `MedR, best (epoch ${bestValidation.epoch})`,
      figureText(bestValidation.validation['medianRank']),
    ],
    bestValidation && ['R@10, best', shareText(bestValidation.validation['recallAt10'])],
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** What the run is made of, and its sessions. */
export function reportFacts({ experiment, hashes, seed, data, sessions }: RunRecord): Fact[] {
  const { versions, machine } = sessions.at(-1)!;
  const memory = (machine.memoryBytes / BYTES_IN_GIB).toFixed(0);
  return [
    ['Experiment', `${experiment.name}, ${hashes.experiment}`],
    ['Settings of training', hashes.training],
    ['Seed', `${seed}`],
    ['Data set', data.dataset ?? 'not recorded'],
    ['Features', data.features],
    ['Pairs', `${data.pairs.train} train, ${data.pairs.validation} validation`],
    ['Engine', `${versions.engine}, ${versions.engineVersion}`],
    ['Versions', `seje ${versions.seje}, Node ${versions.node}, TensorFlow.js ${versions.tensorflowjs}`],
    ['Machine', `${machine.cores} x ${machine.processor}, ${memory} GiB, ${machine.platform}`],
    ...sessions.map((session, i): Fact => [i === 0 ? 'Started' : 'Resumed', sessionText(session)]),
  ];
}

function sessionText({ started, fromStep, end }: RunSession): string {
  const from = fromStep === 0 ? started : `${started} after step ${fromStep}`;
  if (end === undefined) return from;
  const seconds = (Date.parse(end.time) - Date.parse(started)) / 1000;
  const how = end.how === 'failed' ? 'failed' : end.how === 'interrupted' ? 'stopped' : 'ended';
  return `${from}; ${how} ${end.time} after step ${end.step}, ${durationText(seconds)}`;
}

function figureText(value: number | null | undefined): string {
  return typeof value === 'number' ? `${Number(value.toPrecision(4))}` : 'not a number';
}

function shareText(value: number | null | undefined): string {
  return typeof value === 'number' ? `${(value * 100).toFixed(1)} %` : 'not a number';
}
