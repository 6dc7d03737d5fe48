import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import { codedError } from '../http/problem.js';
import { BackOff, type BackOffOptions } from './back-off.js';
import { engineDown, whileWanted } from './call-limits.js';
import type { StartChild } from './child.js';
import { EngineConnection } from './engine-connection.js';
import type { EngineInfo, EngineSettings } from './protocol.js';

export interface SupervisorOptions extends Partial<BackOffOptions> {
  readonly startChild: StartChild;
  readonly logger: Logger;
  /** Longest time that an engine which was replaced has for what it was asked, milliseconds. */
  readonly drainLimitMs?: number;
  readonly startLimitMs?: number;
}

const DEFAULTS = {
  firstBackOffMs: 100,
  longestBackOffMs: 10_000,
  drainLimitMs: 60_000,
  startLimitMs: 600_000,
};

export interface ReplaceOptions {
  /**
   * Makes the change durable, when the new engine is up to date and just before it answers. Where it fails
   * there is no change; once it has succeeded there is no way back.
   */
  readonly commit?: () => Promise<void>;
  /** Gives up, until `commit` is called. */
  readonly signal?: AbortSignal;
}

interface SupervisorEvents {
  /** Another engine answers from now on: at the start, after a death, after a replacement. */
  ready: [EngineInfo];
  /** The engine that answered is gone. */
  down: [];
  /** A restart failed; the next follows. */
  failed: [SejeError];
}

/**
 * Keeps one engine answering: starts it again with growing waits when it dies, and puts another in its
 * place without a moment in which none answers.
 */
export class EngineSupervisor extends EventEmitter<SupervisorEvents> {
  /**
   * Runs for every engine once it is ready and before it answers a query: brings it up to date. Where it
   * fails, a replacement is given up; an engine that has none beside it answers all the same.
   */
  beforeLive: (connection: EngineConnection) => Promise<void> = async () => undefined;

  private readonly options: Required<SupervisorOptions>;
  private readonly backOff: BackOff;
  private current: EngineConnection | undefined;
  /** What a restart opens. */
  private settings: EngineSettings | undefined;
  /** Engines that have been started and not ended, the one that answers among them. */
  private readonly opened = new Set<EngineConnection>();
  private readonly stopping = new AbortController();
  /** Ends the starts, one after the other, of an engine that is to answer because none does. */
  private starting = new AbortController();
  private replacing = false;
  private failure: SejeError | undefined;
  private restartCount = 0;

  constructor(options: SupervisorOptions) {
    super();
    this.options = { ...DEFAULTS, ...options };
    this.backOff = new BackOff(this.options);
  }

  /** The engine that answers, absent while there is none. */
  get live(): EngineConnection | undefined {
    return this.current;
  }

  get info(): EngineInfo | undefined {
    return this.current?.info;
  }

  /** Why the last start failed, until one succeeds. */
  get lastFailure(): SejeError | undefined {
    return this.failure;
  }

  get restarts(): number {
    return this.restartCount;
  }

  get pid(): number | undefined {
    return this.current?.pid;
  }

  /**
   * The first start. A reason that the engine itself names (a bundle or generation that is damaged, a
   * provider that does not load) rejects, since another try would end the same way: call it again with other
   * settings. A death without a reason is retried.
   * @throws SejeError as the engine reports it
   */
  async start(settings: EngineSettings): Promise<EngineInfo> {
    this.settings = settings;
    const { signal } = (this.starting = new AbortController());
    for (;;) {
      try {
        return await this.startLive(settings, signal);
      } catch (error) {
        this.failure = codedError(error);
        if (signal.aborted || this.failure.code !== 'ENGINE_DOWN') throw error;
        await this.backOffAfter(this.failure, signal);
      }
    }
  }

  /**
   * Starts an engine beside the one that answers, brings it up to date, makes it the one that answers, and
   * ends the other when it has answered what it was asked. Where anything fails, all is as it was.
   * @throws SejeError as the engine reports it, as `beforeLive` and `commit` do; JOB_RUNNING (a replacement is
   *   under way), ENGINE_DOWN (it is given up)
   */
  async replace(settings: EngineSettings, { commit, signal }: ReplaceOptions = {}): Promise<EngineInfo> {
    if (this.replacing) throw alreadyReplacing();
    this.replacing = true;
    const givenUp = AbortSignal.any([this.stopping.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      const candidate = await this.openConnection(settings, givenUp);
      try {
        await whileWanted(this.beforeLive(candidate), givenUp);
        this.assertUsable(candidate, givenUp);
        await commit?.();
      } catch (error) {
        await candidate.stop();
        throw error;
      }
      const old = this.current;
      this.promote(candidate, settings);
      if (!candidate.isAlive) this.onLiveGone({ exit: 'while the change was made durable' });
      await this.drain(old);
      return candidate.info;
    } finally {
      this.replacing = false;
    }
  }

  /** Kills an engine that no longer reacts; the usual restart follows. */
  killHung(): void {
    this.options.logger.error({ enginePid: this.pid }, 'engine does not react; killing it');
    void this.current?.kill();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.starting.abort();
    await Promise.all([...this.opened].map((connection) => connection.stop()));
  }

  /** Starts one and lets it answer, up to date or not: there is none beside it. */
  private async startLive(settings: EngineSettings, signal: AbortSignal): Promise<EngineInfo> {
    const connection = await this.openConnection(settings, signal);
    await this.beforeLive(connection).catch((error: unknown) => {
      this.options.logger.error({ err: error }, 'the engine answers without the latest changes');
    });
    try {
      this.assertUsable(connection, signal);
    } catch (error) {
      await connection.stop();
      throw error;
    }
    this.promote(connection, settings);
    return connection.info;
  }

  private async openConnection(settings: EngineSettings, signal: AbortSignal): Promise<EngineConnection> {
    const { startChild, logger, startLimitMs } = this.options;
    const connection = await EngineConnection.start(settings, { startChild, logger, signal, startLimitMs });
    this.opened.add(connection);
    connection.once('exit', (exit) => {
      this.opened.delete(connection);
      if (connection === this.current) this.onLiveGone(exit);
    });
    return connection;
  }

  /** @throws SejeError ENGINE_DOWN */
  private assertUsable({ isAlive }: EngineConnection, { aborted }: AbortSignal): void {
    if (!isAlive || aborted) throw engineDown();
  }

  private promote(connection: EngineConnection, settings: EngineSettings): void {
    this.starting.abort();
    this.current = connection;
    this.settings = settings;
    this.failure = undefined;
    this.backOff.succeeded();
    this.options.logger.info({ enginePid: connection.pid, ...connection.info }, 'engine answers');
    this.emit('ready', connection.info);
  }

  private async drain(old: EngineConnection | undefined): Promise<void> {
    await old?.untilIdle(this.options.drainLimitMs);
    await old?.stop();
  }

  private onLiveGone(exit: object): void {
    this.current = undefined;
    if (this.stopping.signal.aborted) return;
    this.options.logger.error({ ...exit, waitMs: this.backOff.waitMs }, 'engine gone; restarting');
    this.restartCount++;
    this.emit('down');
    void this.restart(this.settings!);
  }

  /** Tries until an engine answers: this one, or a replacement that was under way. */
  private async restart(settings: EngineSettings): Promise<void> {
    const { signal } = (this.starting = new AbortController());
    await pause(this.backOff.waitMs, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      try {
        await this.startLive(settings, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.failure = codedError(error);
        this.restartCount++;
        this.emit('failed', this.failure);
        await this.backOffAfter(this.failure, signal);
      }
    }
  }

  private async backOffAfter(failure: SejeError, signal: AbortSignal): Promise<void> {
    this.backOff.failed();
    const { waitMs } = this.backOff;
    this.options.logger.error({ err: failure, waitMs }, 'engine could not start; trying again');
    // Cut short, the wait is over all the same.
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

function alreadyReplacing(): SejeError {
  return new SejeError('JOB_RUNNING', {
    message: 'Another engine is being put in place already',
    remedy: 'Ask again when that is over.',
  });
}
