import { once } from 'node:events';
import { CallQueue } from './call-queue.js';
import { engineDown } from './call-limits.js';
import type { EngineSupervisor } from './engine-supervisor.js';
import type { EngineCalls, EngineMethod } from './protocol.js';

export interface EngineClientOptions {
  /** Queries that may wait or run at once, and as many uploads beside them. */
  readonly queueSize: number;
  /** Longest time a query or upload may take, waiting included, milliseconds. */
  readonly deadlineMs: number;
  /** Queries handed to the engine at once: two of its batches, one being computed and one ready. */
  readonly window?: number;
  /** Uploads handed to the engine at once: decoding a photo takes a processor and up to 200 MB of memory. */
  readonly uploadWindow?: number;
  /** Longest time a control call may take (a thousand changes to embed), milliseconds. */
  readonly controlDeadlineMs?: number;
}

const DEFAULTS = { window: 16, uploadWindow: 2, controlDeadlineMs: 600_000 };

type QueryMethod = 'searchByPhoto' | 'searchByRecipe';

export interface CommandOptions {
  readonly deadlineMs?: number;
  /** Fires when the client has gone. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks the engine that answers: bounded queues, a deadline each, and nothing waits for one that is down. */
export class EngineClient {
  private readonly options: Required<EngineClientOptions>;
  private readonly queries: CallQueue;
  private readonly uploads: CallQueue;

  constructor(
    private readonly supervisor: EngineSupervisor,
    options: EngineClientOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    const { queueSize: size, window, uploadWindow } = this.options;
    const live = () => supervisor.live;
    this.queries = new CallQueue({ size, window, live });
    this.uploads = new CallQueue({ size, window: uploadWindow, live });
    for (const queue of [this.queries, this.uploads]) {
      supervisor.on('down', () => queue.turnAway());
      supervisor.on('ready', () => queue.fillWindow());
    }
  }

  /** Queries waiting or running. */
  get load(): number {
    return this.queries.load;
  }

  /**
   * Says no before a body is read, where a query would be refused anyway.
   * @throws SejeError QUEUE_FULL, ENGINE_DOWN
   */
  requireRoom(): void {
    this.queries.requireRoom();
  }

  /** The same for a photo to be cleaned. @throws SejeError QUEUE_FULL, ENGINE_DOWN */
  requireRoomForUpload(): void {
    this.uploads.requireRoom();
  }

  /**
   * @param signal fires when the client has gone
   * @throws SejeError QUEUE_FULL, ENGINE_DOWN, DEADLINE_EXCEEDED, and what the engine refuses with
   */
  query<M extends QueryMethod>(
    method: M,
    payload: EngineCalls[M]['payload'],
    signal?: AbortSignal,
  ): Promise<EngineCalls[M]['answer']> {
    return this.queries.submit(method, payload, { deadlineMs: this.options.deadlineMs, signal });
  }

  /**
   * What is no search. Uploads have a queue of their own, so that an import does not turn queries away;
   * the other calls are not queued and have a longer deadline.
   * @throws SejeError as `query`
   */
  async command<M extends Exclude<EngineMethod, QueryMethod>>(
    method: M,
    payload: EngineCalls[M]['payload'],
    options: CommandOptions = {},
  ): Promise<EngineCalls[M]['answer']> {
    const { signal } = options;
    if (method === 'cleanPhoto') {
      const { deadlineMs = this.options.deadlineMs } = options;
      return this.uploads.submit(method, payload, { deadlineMs, signal });
    }
    const { live } = this.supervisor;
    if (live === undefined) throw engineDown();
    const { deadlineMs = this.options.controlDeadlineMs } = options;
    return live.call(method, payload, { deadlineMs, signal });
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
}
