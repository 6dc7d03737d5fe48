import type { TrainPair } from './data/batch-sampler.js';
import type { Experiment } from './experiment.js';
import { isOutOfMemory } from './tensor-engine/out-of-memory.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { outOfMemoryAt } from './training-failures.js';

interface Watched {
  readonly experiment: Experiment;
  readonly engine: TensorEngine;
  /** Ways to need less that go before those of every training. */
  readonly ways?: readonly string[];
}

/** What an engine computes for a run, with a name for what it says when memory is full. */
export class MemoryWatch {
  private full = false;

  constructor(private readonly watched: Watched) {}

  /** After a failed allocation nothing can be asked of the WebAssembly engine, not even to forget tensors. */
  get engineLost(): boolean {
    return this.full;
  }

  /**
   * @param what `Step 12` or another clause that says what is going on
   * @param batch whose recipes are named
   * @throws SejeError OUT_OF_MEMORY; and what `work` throws
   */
  async during<T>(what: string, work: () => T | Promise<T>, batch: readonly TrainPair[] = []): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.full = true;
      throw outOfMemoryAt({ during: what, batch, ...this.watched, cause: error });
    }
  }
}
