import { describe, expect, it } from 'vitest';
import { Admission, type Place } from './admission.js';

interface Engine {
  /** Most queries in one batch. */
  readonly batch: number;
  /** What a batch takes, milliseconds. */
  readonly takes: (queries: number) => number;
}

interface Answered {
  readonly cameAt: number;
  readonly took: number;
}

/** Queries answered one by one, and queries that cost next to nothing more in company. */
const SERIAL: Engine = { batch: 8, takes: (queries) => 45 * queries };
const BATCHING: Engine = { batch: 8, takes: (queries) => 5 + queries };

/** An engine and the service before it on a virtual clock that goes in steps of a tenth of a millisecond. */
class Simulation {
  readonly answered: Answered[] = [];
  readonly refusedAt: number[] = [];
  private ticks = 0;
  private readonly waiting: Place[] = [];
  private running: Place[] = [];
  private freeAt = 0;
  private readonly admission = new Admission({ deadlineMs: 15_000, now: () => this.nowMs });

  constructor(private readonly engine: Engine) {}

  get nowMs(): number {
    return this.ticks / 10;
  }

  /** Queries at even intervals. @param rate a second */
  load(rate: number, seconds: number): void {
    const startedAt = this.nowMs;
    let sent = 0;
    while (this.nowMs < startedAt + seconds * 1000) {
      while (sent < ((this.nowMs - startedAt) / 1000) * rate) {
        this.come();
        sent++;
      }
      this.step();
    }
  }

  /** The engine computes nothing for a while. */
  stall(ms: number): void {
    this.freeAt = Math.max(this.freeAt, this.nowMs) + ms;
  }

  come(): void {
    const load = this.waiting.length + this.running.length;
    this.admission.came();
    if (this.admission.hasRoom(load)) this.waiting.push(this.admission.enter(load));
    else this.refusedAt.push(this.nowMs);
  }

  private step(): void {
    this.ticks++;
    if (this.nowMs < this.freeAt) return;
    for (const place of this.running) {
      this.admission.answered(place);
      this.answered.push({ cameAt: place.enteredAt, took: this.nowMs - place.enteredAt });
    }
    this.running = this.waiting.splice(0, this.engine.batch);
    if (this.running.length > 0) this.freeAt = this.nowMs + this.engine.takes(this.running.length);
  }
}

function p99(answered: readonly Answered[]): number {
  return answered.map(({ took }) => took).toSorted((a, b) => a - b)[Math.ceil(answered.length * 0.99) - 1]!;
}

describe.each([
  ['answers one query after the other', SERIAL],
  ['answers a batch nearly as fast as one query', BATCHING],
])('Admission before an engine that %s', (_, engine) => {
  const alone = engine.takes(1);
  const capacity = (engine.batch / engine.takes(engine.batch)) * 1000;

  it('under ten times what it can answer: those let in are soon served, the engine is kept busy', () => {
    const simulation = new Simulation(engine);
    simulation.load(200 / alone, 5);
    simulation.answered.length = 0;
    simulation.load(10 * capacity, 60);
    expect(p99(simulation.answered)).toBeLessThanOrEqual(3 * alone);
    expect(simulation.answered.length).toBeGreaterThan(0.4 * capacity * 60);
  });

  it('started under that load: the same, as soon as the first have been answered', () => {
    const simulation = new Simulation(engine);
    simulation.load(10 * capacity, 10);
    simulation.answered.length = 0;
    simulation.load(10 * capacity, 10);
    expect(p99(simulation.answered)).toBeLessThanOrEqual(3 * alone);
    expect(simulation.answered.length).toBeGreaterThan(0.2 * capacity * 10);
  });

  it('is as before two seconds after the overload', () => {
    const simulation = new Simulation(engine);
    simulation.load(200 / alone, 5);
    simulation.load(10 * capacity, 5);
    const endedAt = simulation.nowMs;
    simulation.load(0.3 * capacity, 5);
    expect(simulation.refusedAt.at(-1)).toBeLessThan(endedAt + 2_000);
    const later = simulation.answered.filter(({ cameAt }) => cameAt > endedAt + 2_000);
    expect(p99(later)).toBeLessThanOrEqual(3 * alone);
  });

  it('refuses nobody for a pause of the engine', () => {
    const simulation = new Simulation(engine);
    simulation.load(200 / alone, 5);
    simulation.load(0.2 * capacity, 5);
    simulation.stall(150);
    simulation.load(0.2 * capacity, 5);
    expect(simulation.refusedAt).toEqual([]);
  });

  it('lets a burst in', () => {
    const simulation = new Simulation(engine);
    simulation.load(200 / alone, 5);
    for (let i = 0; i * alone < 250; i++) simulation.come();
    expect(simulation.refusedAt).toEqual([]);
  });
});

describe('Admission', () => {
  it('refuses what would be answered after its deadline', () => {
    let now = 0;
    const admission = new Admission({ deadlineMs: 1_000, now: () => now });
    const place = admission.enter(0);
    now = 100;
    admission.answered(place);
    expect(admission.hasRoom(9)).toBe(true);
    expect(admission.hasRoom(10)).toBe(false);
  });

  it('takes the time of what was refused for its own, not for that of the next answer', () => {
    let now = 0;
    const admission = new Admission({ deadlineMs: 1_000, now: () => now });
    const whole = admission.enter(0);
    for (let torn = 0; torn < 99; torn++) {
      admission.enter(1);
      now += 10;
      admission.refused();
    }
    now += 10;
    admission.answered(whole);
    expect(admission.hasRoom(90)).toBe(true);
  });
});
