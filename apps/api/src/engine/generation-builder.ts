import type { ChildProcess } from 'node:child_process';
import { type OnProgress, SejeError } from '@seje/core';
import { type StartChild, endChild } from './child.js';
import type { EngineSettings, FromBuilder, ToBuilder } from './protocol.js';
import { fromWire } from './wire-error.js';

/** Builds a generation in a process of its own, so that queries keep their engine. */
export class GenerationBuilder {
  private child: ChildProcess | undefined;

  constructor(
    private readonly settings: EngineSettings,
    private readonly startChild: StartChild,
  ) {}

  /**
   * Reads the data folder, embeds it and writes a generation aside; nothing that is served changes.
   * @returns the generation's name
   * @throws SejeError as the builder reports it; INTERNAL where it died
   */
  async build(onProgress: OnProgress): Promise<string> {
    const child = this.startChild('builder');
    this.child = child;
    try {
      return await new Promise<string>((resolve, reject) => {
        child.on('message', (message: FromBuilder) => {
          if (message.type === 'progress') onProgress(message.progress);
          else if (message.type === 'built') resolve(message.generation);
          else reject(fromWire(message.error));
        });
        child.once('error', reject);
        child.once('exit', (exitCode, signal) => reject(builderDied(signal ?? `exit code ${exitCode}`)));
        child.send({ type: 'start', settings: this.settings } satisfies ToBuilder);
      });
    } finally {
      await this.stop();
    }
  }

  async stop(): Promise<void> {
    if (this.child !== undefined) await endChild(this.child);
    this.child = undefined;
  }
}

function builderDied(found: string): SejeError {
  return new SejeError('INTERNAL', {
    message: 'The process that builds the index ended before it was done',
    found,
    remedy: 'Look into the log; too little memory is the usual reason. Then start the job again.',
  });
}
