import type { ExecutionProviderChoice } from '@seje/artifacts';
import { type RecipeRecord, type SejeError, inBatches } from '@seje/core';
import { Worker } from 'node:worker_threads';
import { type ThreadFailure, sentFailure, threadDied } from '../threads/thread-failure.js';
import type { StoredText } from './text-feature-shards.js';

/** What a thread opens. */
export interface TextsTask {
  /** Folder with the fitted text state. */
  readonly directory: string;
  readonly provider: ExecutionProviderChoice;
}

export interface TextsOnThreads extends TextsTask {
  readonly threads: number;
  /** The threads' entry file; lies beside this file in every build. */
  readonly worker?: URL;
}

/** Recipes to read; the answers come in the order of the questions. */
export interface TextsQuestion {
  readonly records: readonly RecipeRecord[];
}
export type TextsAnswer = { readonly texts: readonly StoredText[] } | { readonly failed: ThreadFailure };

/** Recipes in a question: a multiple of what is read together, so that threads read what one would. */
const RECIPES_A_QUESTION = 64;
/** Questions that wait at each thread, so that it never waits itself. */
const QUESTIONS_AHEAD = 2;

const WORKER = new URL('./texts.worker.js', import.meta.url);

/**
 * `extractTexts` on several threads, each with an extractor of its own: the same features in the same order,
 * holding some hundred recipes in memory.
 * @throws SejeError what `openTextFeatureExtractor` throws, INTERNAL (a thread died)
 */
export async function* extractTextsOnThreads(
  records: AsyncIterable<RecipeRecord>,
  { threads, worker = WORKER, directory, provider }: TextsOnThreads,
): AsyncGenerator<StoredText> {
  const task: TextsTask = { directory, provider };
  const open = Array.from(
    { length: threads },
    () => new TextsThread(new Worker(worker, { workerData: task })),
  );
  const waiting: Promise<readonly StoredText[]>[] = [];
  let asked = 0;
  try {
    for await (const some of inBatches(records, RECIPES_A_QUESTION)) {
      waiting.push(open[asked++ % threads]!.ask(some));
      if (waiting.length >= threads * QUESTIONS_AHEAD) yield* await waiting.shift()!;
    }
    while (waiting.length > 0) yield* await waiting.shift()!;
  } finally {
    await Promise.all(open.map((thread) => thread.end()));
  }
}

interface Asker {
  readonly resolve: (texts: readonly StoredText[]) => void;
  readonly reject: (error: SejeError) => void;
}

/** One thread and those who wait for its answers. */
class TextsThread {
  private readonly askers: Asker[] = [];
  private dead: SejeError | undefined;

  constructor(private readonly worker: Worker) {
    worker.on('message', (answer: TextsAnswer) => {
      if ('failed' in answer) this.die(sentFailure(answer.failed));
      else this.askers.shift()!.resolve(answer.texts);
    });
    worker.on('error', (error) => this.die(died(error)));
    worker.on('exit', (code) => this.die(died(`exit code ${code}`)));
  }

  ask(records: readonly RecipeRecord[]): Promise<readonly StoredText[]> {
    const answer = new Promise<readonly StoredText[]>((resolve, reject) => {
      if (this.dead !== undefined) return reject(this.dead);
      this.askers.push({ resolve, reject });
      this.worker.postMessage({ records } satisfies TextsQuestion);
    });
    answer.catch(() => undefined); // awaited later, in its turn
    return answer;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private die(error: SejeError): void {
    this.dead ??= error;
    for (const { reject } of this.askers.splice(0)) reject(this.dead);
  }
}

function died(found: unknown): SejeError {
  const remedy = 'Run the command again; if it happens again, give --threads 1.';
  return threadDied('reads texts', { found, remedy });
}
