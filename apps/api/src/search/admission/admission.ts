import { FadingMean } from './fading-mean.js';

/** A query that was let in. */
export interface Place {
  readonly enteredAt: number;
  /** How many had been let in, itself included. */
  readonly number: number;
  /** It found no other query, and no overload. */
  readonly foundCalm: boolean;
}

export interface AdmissionOptions {
  /** Longest time a query may take, milliseconds: one that would take longer need not come in. */
  readonly deadlineMs: number;
  /** The time now, milliseconds; a seam for tests. */
  readonly now?: () => number;
}

/** Under overload a query is let in if it will take at most this many times as long as one alone. */
const PATIENCE = 3;
/** Work that may come at once and is no overload yet, milliseconds: a burst that is answered in that time. */
const BURST_MS = 300;
/** Work in excess of the burst that is remembered, milliseconds: so long after its end an overload is forgotten. */
const MEMORY_MS = 500;
/** One being computed and one ready: with fewer the engine would wait for queries. */
const FEWEST_PLACES = 2;
/** Of the averages: a memory of some 30 answers. */
const RETENTION = 0.97;

/**
 * Says how many queries may be in the service at once, by time instead of by number.
 *
 * While queries come more slowly than they can be answered, a queue drains by itself, whatever made it (a
 * burst, a pause of the engine): everyone may wait in it. When more come than can be answered, a queue makes
 * everyone late and nobody sooner (the standing queue of Nichols and Jacobson, "Controlling queue delay", ACM
 * Queue, 2012): then only so many are let in that they are answered nearly as soon as on a quiet day, and the
 * others are told at once. By Little's law a query that finds n before it has its answer after (n + 1) x pace,
 * pace being the time between two answers of a busy engine.
 *
 * What comes is measured by a leaky bucket: each query that comes, let in or not, adds one pace of work, and
 * each millisecond takes one away.
 */
export class Admission {
  private readonly alone = new FadingMean(RETENTION);
  private readonly pace = new FadingMean(RETENTION);
  private readonly now: () => number;
  /** Level of the bucket, milliseconds of work, at the time `measuredAt`. */
  private work = 0;
  private measuredAt = -Infinity;
  /** When the engine last went from idle to busy, and when it last answered. */
  private busySince = -Infinity;
  private lastAnswerAt = -Infinity;
  private entered = 0;

  constructor(private readonly options: AdmissionOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** @param load queries that are in already */
  hasRoom(load: number): boolean {
    const pace = this.pace.value;
    if (pace === undefined || load < FEWEST_PLACES) return true;
    // A service that starts under overload has seen no query alone; no query takes less than a pace.
    const alone = this.alone.value ?? pace;
    const answeredIn = (load + 1) * pace;
    return answeredIn <= (this.isOverloaded ? PATIENCE * alone : this.options.deadlineMs);
  }

  /** A query has come: to be called once for each, let in or not. */
  came(): void {
    this.work = Math.min(this.workNow + (this.pace.value ?? 0), BURST_MS + MEMORY_MS);
    this.measuredAt = this.now();
  }

  /** @param load queries that are in already, without this one */
  enter(load: number): Place {
    const enteredAt = this.now();
    if (load === 0) this.busySince = enteredAt;
    return { enteredAt, number: ++this.entered, foundCalm: load === 0 && !this.isOverloaded };
  }

  /** The engine has answered a query, whether anybody still waits for it or not. */
  answered({ enteredAt, number, foundCalm }: Place): void {
    const now = this.now();
    if (foundCalm && number === this.entered) this.alone.add(now - enteredAt);
    this.keepPace(now);
  }

  /** The engine has refused a query for what it is: it was busy with it, though not for as long as a search takes. */
  refused(): void {
    this.keepPace(this.now());
  }

  private keepPace(now: number): void {
    this.pace.add(now - Math.max(this.lastAnswerAt, this.busySince));
    this.lastAnswerAt = now;
  }

  private get isOverloaded(): boolean {
    return this.workNow > BURST_MS;
  }

  private get workNow(): number {
    return Math.max(0, this.work - (this.now() - this.measuredAt));
  }
}
