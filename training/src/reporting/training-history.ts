import { Curve, type CurvePoint } from './curve.js';
import type { LogEntry, StepEntry, ValidationEntry } from './training-log-entry.js';
import { scalarsOf } from './training-scalars.js';

/** What a run has told of its steps, as much of it as a report shows: from its log, or as it trains. */
export class TrainingHistory {
  private readonly curves = new Map<string, Curve>();
  lastStep: StepEntry | undefined;
  lastValidation: ValidationEntry | undefined;
  /** The one with the best score, the first of equals. */
  bestValidation: ValidationEntry | undefined;

  add(entry: LogEntry): void {
    if (isValidation(entry)) this.addValidation(entry);
    else if (isStep(entry)) this.lastStep = entry;
    else return;
    for (const { tag, value } of scalarsOf(entry)) {
      const curve = this.curves.get(tag) ?? new Curve();
      this.curves.set(tag, curve);
      curve.add(entry.step, value);
    }
  }

  /** In the order in which they came. */
  tags(): string[] {
    return [...this.curves.keys()];
  }

  points(tag: string): CurvePoint[] {
    return this.curves.get(tag)?.points() ?? [];
  }

  private addValidation(entry: ValidationEntry): void {
    this.lastValidation = entry;
    const score = (of: ValidationEntry | undefined): number => of?.validation['score'] ?? -Infinity;
    if (score(entry) > score(this.bestValidation)) this.bestValidation = entry;
  }
}

function isValidation(entry: LogEntry): entry is ValidationEntry {
  return 'validation' in entry;
}

function isStep(entry: LogEntry): entry is StepEntry {
  return 'loss' in entry;
}
