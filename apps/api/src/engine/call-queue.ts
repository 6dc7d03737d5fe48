import { SejeError } from '@seje/core';
import { type CallLimits, engineDown, withinLimits } from './call-limits.js';
import type { EngineConnection } from './engine-connection.js';
import type { EngineCalls, EngineMethod } from './protocol.js';

export interface CallQueueOptions {
  /** Calls that may wait or run at once. */
  readonly size: number;
  /**
   * Calls handed to one engine at once. The others wait here, where a client that goes away costs nothing.
   */
  readonly window: number;
  /** The engine that answers now. */
  readonly live: () => EngineConnection | undefined;
}

interface Waiting {
  /** Hands the call over; resolves when the engine lets go of it. */
  readonly send: (engine: EngineConnection) => Promise<void>;
  readonly reject: (error: SejeError) => void;
}

/** A bounded queue in front of the engine; nothing waits for an engine that is down. */
export class CallQueue {
  private readonly waiting = new Set<Waiting>();
  /** The engine of each call that runs; after a replacement some are still at the one before. */
  private readonly running = new Map<Waiting, EngineConnection>();

  constructor(private readonly options: CallQueueOptions) {}

  /** Calls waiting or running. */
  get load(): number {
    return this.waiting.size + this.running.size;
  }

  /** @throws SejeError QUEUE_FULL, ENGINE_DOWN */
  requireRoom(): void {
    if (this.options.live() === undefined) throw engineDown();
    if (this.load >= this.options.size) {
      throw new SejeError('QUEUE_FULL', {
        message: 'The service has as many queries as it can hold',
        expected: `fewer than ${this.options.size} at once`,
        found: `${this.load}`,
        remedy: 'Ask again after the time in Retry-After.',
      });
    }
  }

  /** @throws SejeError QUEUE_FULL, ENGINE_DOWN, DEADLINE_EXCEEDED, and what the engine refuses with */
  async submit<M extends EngineMethod>(
    method: M,
    payload: EngineCalls[M]['payload'],
    limits: CallLimits,
  ): Promise<EngineCalls[M]['answer']> {
    this.requireRoom();
    let giveUp = (): void => undefined;
    const answer = new Promise<EngineCalls[M]['answer']>((resolve, reject) => {
      const waiting: Waiting = {
        reject,
        send: async (engine) => {
          const call = engine.begin(method, payload);
          // A call that the engine has keeps its place in the window until the engine answers it.
          giveUp = call.cancel;
          await call.answer.then(resolve, reject);
        },
      };
      giveUp = () => void this.waiting.delete(waiting);
      this.waiting.add(waiting);
      if (limits.signal?.aborted !== true) this.fillWindow();
    });
    return withinLimits(answer, limits, () => giveUp());
  }

  /** Hands over what the window has room for. */
  fillWindow(): void {
    const engine = this.options.live();
    if (engine === undefined) return;
    let running = [...this.running.values()].filter((one) => one === engine).length;
    for (const call of this.waiting) {
      if (running++ >= this.options.window) return;
      this.waiting.delete(call);
      this.running.set(call, engine);
      void call.send(engine).finally(() => {
        this.running.delete(call);
        this.fillWindow();
      });
    }
  }

  /** Turns away what waits, since no engine answers. */
  turnAway(): void {
    const turnedAway = [...this.waiting];
    this.waiting.clear();
    for (const { reject } of turnedAway) reject(engineDown());
  }
}
