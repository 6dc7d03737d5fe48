import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import { type StartChild, endChild } from './child.js';
import type { EngineInfo, EngineSettings, FromEngine, ToEngine } from './protocol.js';
import { fromWire } from './wire-error.js';

export interface SupervisorOptions {
  readonly settings: EngineSettings;
  readonly startChild: StartChild;
  readonly logger: Logger;
  /** Wait before a restart, milliseconds; doubles with each start in a row that did not get ready. */
  readonly firstBackOffMs?: number;
  readonly longestBackOffMs?: number;
}

const DEFAULTS = { firstBackOffMs: 100, longestBackOffMs: 10_000 };

interface SupervisorEvents {
  message: [FromEngine];
  ready: [EngineInfo];
  /** The engine is gone; everything it was asked is lost. */
  down: [];
}

/** Keeps one engine process alive: starts it, notices its death, starts it again with growing waits. */
export class EngineSupervisor extends EventEmitter<SupervisorEvents> {
  private readonly options: Required<SupervisorOptions>;
  private child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failedStarts = 0;
  private stopped = false;
  private current: EngineInfo | undefined;
  private failure: SejeError | undefined;
  private restartCount = 0;

  constructor(options: SupervisorOptions) {
    super();
    this.options = { ...DEFAULTS, ...options };
  }

  /** What the engine holds, absent while it is not ready. */
  get info(): EngineInfo | undefined {
    return this.current;
  }

  /** Why the last start failed, until one succeeds. */
  get lastFailure(): SejeError | undefined {
    return this.failure;
  }

  get restarts(): number {
    return this.restartCount;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * The first start. A reason that the engine itself names (a bundle that is damaged, a provider that does
   * not load) rejects, since another try would end the same way; a death without a reason is retried.
   * @throws SejeError as the engine reports it
   */
  async start(): Promise<EngineInfo> {
    const ready = new Promise<EngineInfo>((resolve, reject) => {
      const settle = (message: FromEngine): void => {
        if (message.type !== 'ready' && message.type !== 'failed') return;
        this.off('message', settle);
        if (message.type === 'ready') resolve(message.info);
        else reject(fromWire(message.error));
      };
      this.on('message', settle);
    });
    this.spawn();
    try {
      return await ready;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** @returns false where there is no engine to send to */
  send(message: ToEngine): boolean {
    if (this.child === undefined || !this.child.connected) return false;
    this.child.send(message, (error) => {
      if (error !== null) this.options.logger.warn({ err: error }, 'a message did not reach the engine');
    });
    return true;
  }

  /** Takes over what a swap reported. */
  update(info: EngineInfo): void {
    this.current = info;
  }

  /** Kills an engine that no longer reacts; the usual restart follows. */
  killHung(): void {
    this.options.logger.error({ enginePid: this.pid }, 'engine does not react; killing it');
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.child !== undefined) await endChild(this.child);
  }

  private spawn(): void {
    const child = this.options.startChild('engine');
    this.child = child;
    this.options.logger.info({ enginePid: child.pid }, 'engine starting');
    child.on('message', (message) => {
      // What a child sent before its end may arrive after it: nothing of that is true any more.
      if (this.child === child) this.onMessage(message as FromEngine);
    });
    child.once('error', (error) => {
      this.options.logger.error({ err: error }, 'engine process error');
      if (child.pid === undefined) this.onExit(null, null);
    });
    child.once('exit', (exitCode, signal) => this.onExit(exitCode, signal));
    this.send({ type: 'start', settings: this.options.settings });
  }

  private onMessage(message: FromEngine): void {
    if (message.type === 'ready') {
      this.current = message.info;
      this.failure = undefined;
      this.options.logger.info({ enginePid: this.pid, ...message.info }, 'engine ready');
      this.emit('ready', message.info);
    } else if (message.type === 'failed') {
      this.failure = fromWire(message.error);
      this.options.logger.error({ err: this.failure }, 'engine could not start');
    }
    this.emit('message', message);
  }

  private onExit(exitCode: number | null, signal: string | null): void {
    const wasReady = this.current !== undefined;
    this.child = undefined;
    this.current = undefined;
    if (this.stopped) return;
    this.failedStarts = wasReady ? 0 : this.failedStarts + 1;
    const { firstBackOffMs, longestBackOffMs } = this.options;
    const waitMs = Math.min(firstBackOffMs * 2 ** this.failedStarts, longestBackOffMs);
    this.options.logger.error({ exitCode, signal, waitMs }, 'engine gone; restarting');
    this.restartCount++;
    this.emit('down');
    this.timer = setTimeout(() => this.spawn(), waitMs);
  }
}
