import type { ImagePreprocessing } from '@seje/artifacts';
import type { SejeError } from '@seje/core';
import type { PhotoCut } from '@seje/preprocessing';
import { Worker } from 'node:worker_threads';
import { type ThreadFailure, sentFailure, threadDied } from '../../threads/thread-failure.js';

/** What a thread is started with. */
export interface PhotosTask {
  /** Of the network that will see the photos; the layout is always channels last. */
  readonly preprocessing: ImagePreprocessing;
}

/** A photo file and the square of it that is wanted. */
export interface PhotoOrder {
  readonly path: string;
  readonly cut: PhotoCut;
}
export type PhotoAnswer = { readonly pixels: Float32Array } | { readonly failed: ThreadFailure };

export interface PhotoThreadsOptions extends PhotosTask {
  /** Photos decoded at a time. sharp decodes on Node's own pool of `UV_THREADPOOL_SIZE` threads, by default 4. */
  readonly threads: number;
  /** The threads' entry file; lies beside this file in every build. */
  readonly worker?: URL;
}

const WORKER = new URL('./photos.worker.js', import.meta.url);

/**
 * Threads that read, cut and normalise photos while the engine holds this one. Orders are dealt out as they
 * come: a thread that is done finds its next photo waiting, without this thread's help. `close` them.
 */
export class PhotoThreads {
  private readonly threads: readonly PhotoThread[];
  private dealt = 0;

  constructor({ preprocessing, threads, worker = WORKER }: PhotoThreadsOptions) {
    const task: PhotosTask = { preprocessing };
    this.threads = Array.from(
      { length: threads },
      () => new PhotoThread(new Worker(worker, { workerData: task })),
    );
  }

  /**
   * @returns the network's input, [crop, crop, 3]
   * @throws SejeError what `photoTensor` throws and FILE_NOT_FOUND, with the photo's path; INTERNAL (a thread died,
   * or was closed before it came to this photo)
   */
  read({ path, cut }: PhotoOrder): Promise<Float32Array> {
    const pixels = this.threads[this.dealt++ % this.threads.length]!.read({ path, cut });
    pixels.catch(() => undefined); // awaited later, in its turn
    return pixels;
  }

  /** Waits for the photos that are being decoded; those that wait are not read. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

interface Asker {
  readonly resolve: (pixels: Float32Array) => void;
  readonly reject: (error: SejeError) => void;
}

/** One thread and those who wait for its answers, which come in order. */
class PhotoThread {
  private readonly askers: Asker[] = [];
  private readonly exited: Promise<void>;
  private dead: SejeError | undefined;

  constructor(private readonly worker: Worker) {
    worker.on('message', (answer: PhotoAnswer) => {
      const { resolve, reject } = this.askers.shift()!;
      if ('failed' in answer) reject(sentFailure(answer.failed));
      else resolve(answer.pixels);
    });
    worker.on('error', (error) => this.die(error));
    this.exited = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.die(`exit code ${code}`);
        resolve();
      });
    });
  }

  async read(order: PhotoOrder): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (this.dead !== undefined) return reject(this.dead);
      this.askers.push({ resolve, reject });
      this.worker.postMessage(order);
    });
  }

  async close(): Promise<void> {
    if (this.dead === undefined) this.worker.postMessage('end');
    await this.exited;
  }

  private die(found: unknown): void {
    const remedy = 'Run the command again; if it happens again, give --threads 1 where the command has it.';
    this.dead ??= threadDied('reads photos', { found, remedy });
    for (const { reject } of this.askers.splice(0)) reject(this.dead);
  }
}
