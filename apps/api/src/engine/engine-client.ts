import { once } from 'node:events';
import { SejeError } from '@seje/core';
import type { EngineSupervisor } from './engine-supervisor.js';
import type { EngineCall, EngineCalls, EngineMethod, FromEngine } from './protocol.js';
import { fromWire } from './wire-error.js';

export interface EngineClientOptions {
  /** Queries that may wait or run at once. */
  readonly queueSize: number;
  /** Longest time a query may take, waiting included, milliseconds. */
  readonly deadlineMs: number;
  /**
   * Queries handed to the engine at once: two of its batches, one being computed and one ready. The others
   * wait here, where a client that goes away costs nothing.
   */
  readonly window?: number;
  /** Longest time a control call may take (opening a large index), milliseconds. */
  readonly controlDeadlineMs?: number;
}

const DEFAULTS = { window: 16, controlDeadlineMs: 600_000 };

type QueryMethod = 'searchByPhoto' | 'searchByRecipe' | 'cleanPhoto';
type ControlMethod = Exclude<EngineMethod, QueryMethod>;

interface Pending {
  readonly call: EngineCall;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: SejeError) => void;
}

/** Asks the engine: a bounded queue, a deadline each, and nothing waits for an engine that is down. */
export class EngineClient {
  private readonly options: Required<EngineClientOptions>;
  private readonly waiting = new Map<number, Pending>();
  private readonly running = new Map<number, Pending>();
  private readonly control = new Map<number, Pending>();
  private nextId = 1;

  constructor(
    private readonly supervisor: EngineSupervisor,
    options: EngineClientOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    supervisor.on('message', (message) => this.onMessage(message));
    supervisor.on('down', () => this.onDown());
  }

  /** Queries waiting or running. */
  get load(): number {
    return this.waiting.size + this.running.size;
  }

  /**
   * Says no before a body is read, where a query would be refused anyway.
   * @throws SejeError QUEUE_FULL, ENGINE_DOWN
   */
  requireRoom(): void {
    if (this.supervisor.info === undefined) throw engineDown();
    if (this.load >= this.options.queueSize) {
      throw new SejeError('QUEUE_FULL', {
        message: 'The service has as many queries as it can hold',
        expected: `fewer than ${this.options.queueSize} at once`,
        found: `${this.load}`,
        remedy: 'Ask again after the time in Retry-After.',
      });
    }
  }

  /**
   * @param signal fires when the client has gone
   * @throws SejeError QUEUE_FULL, ENGINE_DOWN, DEADLINE_EXCEEDED, and what the engine refuses with
   */
  async query<M extends QueryMethod>(
    method: M,
    payload: EngineCalls[M]['payload'],
    signal?: AbortSignal,
  ): Promise<EngineCalls[M]['answer']> {
    this.requireRoom();
    const call = { type: 'call', id: this.nextId++, method, payload } as EngineCall;
    return this.settled(call, { queue: this.waiting, deadlineMs: this.options.deadlineMs, signal });
  }

  /** Calls that run the engine itself: not queued, longer deadline. */
  async command<M extends ControlMethod>(
    method: M,
    payload: EngineCalls[M]['payload'],
    deadlineMs = this.options.controlDeadlineMs,
  ): Promise<EngineCalls[M]['answer']> {
    if (this.supervisor.info === undefined) throw engineDown();
    const call = { type: 'call', id: this.nextId++, method, payload } as EngineCall;
    const answer = this.settled<M>(call, { queue: this.control, deadlineMs, signal: undefined });
    this.supervisor.send(call);
    return answer;
  }

  /** True while the engine opens a generation, which holds its event loop. */
  get isOpeningGeneration(): boolean {
    return [...this.control.values()].some(({ call }) => call.method === 'openGeneration');
  }

  /**
   * Waits for an engine that is starting.
   * @throws SejeError ENGINE_DOWN where it is not ready in time
   */
  async untilReady(limitMs: number): Promise<void> {
    if (this.supervisor.info !== undefined) return;
    await once(this.supervisor, 'ready', { signal: AbortSignal.timeout(limitMs) }).catch(() => {
      throw engineDown();
    });
  }

  /** Resolves with the engine's answer; gives up at the deadline or when the client has gone. */
  private settled<M extends EngineMethod>(
    call: EngineCall,
    limits: { queue: Map<number, Pending>; deadlineMs: number; signal: AbortSignal | undefined },
  ): Promise<EngineCalls[M]['answer']> {
    const { queue, deadlineMs, signal } = limits;
    return new Promise<unknown>((resolve, reject) => {
      const giveUp = (error: SejeError): void => {
        // A call that the engine has keeps its place in the window until the engine answers it.
        if (!this.waiting.delete(call.id)) this.supervisor.send({ type: 'cancel', id: call.id });
        settle(() => reject(error));
      };
      const gone = (): void => giveUp(clientGone());
      const timer = setTimeout(() => giveUp(deadlineExceeded(deadlineMs)), deadlineMs);
      const settle = (settlePromise: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', gone);
        settlePromise();
      };
      queue.set(call.id, {
        call,
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
      signal?.addEventListener('abort', gone, { once: true });
      if (signal?.aborted === true) gone();
      this.fillWindow();
    }) as Promise<EngineCalls[M]['answer']>;
  }

  private fillWindow(): void {
    for (const [id, pending] of this.waiting) {
      if (this.running.size >= this.options.window) return;
      this.waiting.delete(id);
      this.running.set(id, pending);
      this.supervisor.send(pending.call);
    }
  }

  private onMessage(message: FromEngine): void {
    if (message.type !== 'answer' && message.type !== 'refused') return;
    const pending = this.running.get(message.id) ?? this.control.get(message.id);
    this.running.delete(message.id);
    this.control.delete(message.id);
    if (message.type === 'answer') pending?.resolve(message.answer);
    else pending?.reject(fromWire(message.error));
    this.fillWindow();
  }

  private onDown(): void {
    const queues = [this.waiting, this.running, this.control];
    const lost = queues.flatMap((queue) => [...queue.values()]);
    for (const queue of queues) queue.clear();
    for (const pending of lost) pending.reject(engineDown());
  }
}

function engineDown(): SejeError {
  return new SejeError('ENGINE_DOWN', {
    message: 'The engine that encodes and searches is starting',
    remedy: 'Ask again after the time in Retry-After.',
  });
}

function deadlineExceeded(deadlineMs: number): SejeError {
  return new SejeError('DEADLINE_EXCEEDED', {
    message: 'The query took too long',
    expected: `an answer within ${deadlineMs} ms`,
    remedy: 'Ask again later, or raise SEJE_DEADLINE_MS.',
  });
}

function clientGone(): SejeError {
  return new SejeError('DEADLINE_EXCEEDED', { message: 'The client closed the connection' });
}
