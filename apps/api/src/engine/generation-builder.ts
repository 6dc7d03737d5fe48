import type { ChildProcess } from 'node:child_process';
import { type OnProgress, SejeError } from '@seje/core';
import type { BuilderSettings, BuiltGeneration, FromBuilder, ToBuilder } from './builder-protocol.js';
import { type StartChild, endChild } from './child.js';
import type { ReadPage } from './embed-pages.js';
import { fromWire, toWire } from './wire-error.js';

export interface BuildOptions {
  /** Reads the catalogue for the builder. */
  readonly readPage: ReadPage;
  readonly onProgress: OnProgress;
  /** Ends the builder; what it has embedded stays in `work` for the next build. */
  readonly signal?: AbortSignal;
}

/** Builds a generation in a process of its own, so that queries keep their engine. */
export class GenerationBuilder {
  constructor(private readonly startChild: StartChild) {}

  /**
   * Embeds the catalogue and writes a generation aside; nothing that is served changes. `work` stays, since
   * its content is worth hours until the caller has taken note of the generation: it is theirs to remove.
   * @throws SejeError as the builder and `readPage` do; BUILDER_DOWN where the builder died; the signal's reason
   */
  async build(settings: BuilderSettings, options: BuildOptions): Promise<BuiltGeneration> {
    options.signal?.throwIfAborted();
    const child = this.startChild('builder');
    try {
      return await conversation(child, settings, options);
    } finally {
      await endChild(child);
    }
  }
}

function conversation(
  child: ChildProcess,
  settings: BuilderSettings,
  { readPage, onProgress, signal }: BuildOptions,
): Promise<BuiltGeneration> {
  const send = (message: ToBuilder): void => {
    // One that has died is noticed by its exit.
    if (child.connected) child.send(message, () => undefined);
  };
  const answerWithPage = (after: string | undefined): void => {
    readPage(after).then(
      (page) => send({ type: 'page', ...page }),
      (error: unknown) => send({ type: 'pageFailed', error: toWire(error) }),
    );
  };
  return new Promise<BuiltGeneration>((resolve, reject) => {
    child.on('message', (message: FromBuilder) => {
      if (message.type === 'progress') onProgress(message.progress);
      else if (message.type === 'page') answerWithPage(message.after);
      else if (message.type === 'built') resolve(message.built);
      else reject(fromWire(message.error));
    });
    child.once('error', reject);
    child.once('exit', (exitCode, killedBy) => reject(builderDied(killedBy ?? `exit code ${exitCode}`)));
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    send({ type: 'start', settings });
  });
}

function builderDied(found: string): SejeError {
  return new SejeError('BUILDER_DOWN', {
    message: 'The process that builds the index ended before it was done',
    found,
    remedy: 'Look into the log; too little memory is the usual reason. Then start the job again.',
  });
}
