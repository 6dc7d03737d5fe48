import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import { type CallLimits, engineDown, withinLimits } from './call-limits.js';
import { type StartChild, endChild } from './child.js';
import type {
  AppliedChanges,
  EngineCall,
  EngineCalls,
  EngineInfo,
  EngineMethod,
  EngineSettings,
  FromEngine,
  ToEngine,
} from './protocol.js';
import { fromWire } from './wire-error.js';

export interface StartOptions {
  readonly startChild: StartChild;
  readonly logger: Logger;
  /** Gives up while it starts. */
  readonly signal?: AbortSignal;
  /** Longest time until it is ready, milliseconds: opening the largest index takes less. */
  readonly startLimitMs?: number;
}

/** A call that the engine has been sent. */
export interface SentCall<M extends EngineMethod> {
  /** Settles when the engine lets go of the call, however long after its cancellation. */
  readonly answer: Promise<EngineCalls[M]['answer']>;
  /** The engine drops it unless it is being computed already. */
  readonly cancel: () => void;
}

interface Pending {
  readonly method: EngineMethod;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: SejeError) => void;
}

interface ConnectionEvents {
  /** Nothing that it was sent is unanswered. */
  idle: [];
  exit: [{ readonly exitCode: number | null; readonly signal: string | null }];
}

const START_LIMIT_MS = 600_000;

/** One engine process and the calls that it has; ends with the process. */
export class EngineConnection extends EventEmitter<ConnectionEvents> {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private held: EngineInfo | undefined;
  private gone = false;
  private unwanted = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly logger: Logger,
  ) {
    super();
    child.on('message', (message) => this.onMessage(message as FromEngine));
    child.once('exit', (exitCode, signal) => this.onExit(exitCode, signal));
    child.once('error', (error) => {
      logger.error({ err: error }, 'engine process error');
      if (child.pid === undefined) this.onExit(null, null);
    });
  }

  /**
   * Starts a process and waits until it has opened what its settings name.
   * @throws SejeError as the engine names it (BUNDLE_INVALID, GENERATION_INVALID, CHECKSUM_MISMATCH, ...);
   *   ENGINE_DOWN where it died without a word, was not ready in time or is no longer wanted
   */
  static async start(settings: EngineSettings, options: StartOptions): Promise<EngineConnection> {
    const { startChild, logger, signal, startLimitMs = START_LIMIT_MS } = options;
    const child = startChild('engine');
    logger.info(
      { enginePid: child.pid, bundle: settings.bundle, generation: settings.generation },
      'engine starting',
    );
    const connection = new EngineConnection(child, logger);
    try {
      const ready = connection.untilReady();
      connection.send({ type: 'start', settings });
      await withinLimits(ready, { deadlineMs: startLimitMs, signal }, () => undefined);
      logger.info({ enginePid: child.pid, ...connection.info }, 'engine ready');
      return connection;
    } catch (error) {
      await connection.stop();
      if (error instanceof SejeError && error.code === 'DEADLINE_EXCEEDED') throw notReady();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return !this.gone;
  }

  /** It was told to end: its calls are to blame for nothing. */
  get isUnwanted(): boolean {
    return this.unwanted;
  }

  /** What it holds, the overlay as of the last changes applied. */
  get info(): EngineInfo {
    return this.held!;
  }

  /** Calls that it has not answered. */
  get unanswered(): number {
    return this.pending.size;
  }

  /**
   * Asks, and gives up at the deadline or when the client has gone.
   * @throws SejeError DEADLINE_EXCEEDED, ENGINE_DOWN, and what the engine refuses with
   */
  call<M extends EngineMethod>(
    method: M,
    payload: EngineCalls[M]['payload'],
    limits: CallLimits,
  ): Promise<EngineCalls[M]['answer']> {
    const { answer, cancel } = this.begin(method, payload);
    return withinLimits(answer, limits, cancel);
  }

  /** Asks; the answer rejects with ENGINE_DOWN where the process is gone, and with what it refuses with. */
  begin<M extends EngineMethod>(method: M, payload: EngineCalls[M]['payload']): SentCall<M> {
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.gone) return reject(engineDown());
      this.pending.set(id, { method, resolve, reject });
      this.send({ type: 'call', id, method, payload } as EngineCall);
    });
    // Who gave up no longer listens: not an unhandled rejection.
    answer.catch(() => undefined);
    return {
      answer: answer as Promise<EngineCalls[M]['answer']>,
      cancel: () => {
        if (this.pending.has(id)) this.send({ type: 'cancel', id });
      },
    };
  }

  /** Waits until nothing is unanswered, the process is gone, or time is up. */
  async untilIdle(limitMs: number): Promise<void> {
    if (this.pending.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.once('idle', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends the process at once: it holds nothing that needs saving. What it was asked is lost. */
  async stop(): Promise<void> {
    this.unwanted = true;
    await this.kill();
  }

  /** The same to one that is wanted and no longer reacts, perhaps for what it was asked. */
  async kill(): Promise<void> {
    if (!this.gone) await endChild(this.child);
  }

  private untilReady(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.once('exit', () => reject(diedStarting()));
      this.child.on('message', (message: FromEngine) => {
        if (message.type === 'failed') reject(fromWire(message.error));
        if (message.type === 'ready') resolve();
      });
    });
  }

  private send(message: ToEngine): void {
    if (!this.child.connected) return;
    this.child.send(message, (error) => {
      if (error !== null) this.logger.warn({ err: error }, 'a message did not reach the engine');
    });
  }

  private onMessage(message: FromEngine): void {
    // What a child sent before its end may arrive after it: nothing of that is true any more.
    if (this.gone) return;
    if (message.type === 'ready') this.held = message.info;
    if (message.type !== 'answer' && message.type !== 'refused') return;
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.type === 'refused') pending?.reject(fromWire(message.error));
    else {
      if (pending?.method === 'applyChanges') this.takeOver(message.answer as AppliedChanges);
      pending?.resolve(message.answer);
    }
    if (this.pending.size === 0) this.emit('idle');
  }

  private takeOver({ overlay }: AppliedChanges): void {
    this.held = { ...this.info, overlay };
  }

  private onExit(exitCode: number | null, signal: string | null): void {
    this.gone = true;
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of lost) reject(engineDown());
    this.emit('idle');
    this.emit('exit', { exitCode, signal });
  }
}

function diedStarting(): SejeError {
  return new SejeError('ENGINE_DOWN', {
    message: 'The engine ended before it was ready',
    remedy: 'Look into the log; too little memory is the usual reason.',
  });
}

function notReady(): SejeError {
  return new SejeError('ENGINE_DOWN', {
    message: 'The engine was not ready in time, or is no longer wanted',
  });
}
