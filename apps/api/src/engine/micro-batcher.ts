import { setImmediate as nextTurn } from 'node:timers/promises';
import { SejeError } from '@seje/core';

interface Waiting<Query, Answer> {
  readonly query: Query;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the queries that wait while one batch is computed into the next batch: under load several go
 * through the network in one run, without load a query never waits for company.
 */
export class MicroBatcher<Query, Answer> {
  private readonly waiting = new Map<number, Waiting<Query, Answer>>();
  private draining = false;

  /**
   * @param run answers in the order of its queries; an error in place of an answer refuses that query alone
   * @param maxBatch most queries in one run
   */
  constructor(
    private readonly run: (queries: readonly Query[]) => Promise<readonly (Answer | SejeError)[]>,
    private readonly maxBatch: number,
  ) {}

  /** @param id names the query for `cancel` */
  submit(id: number, query: Query): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { query, resolve, reject });
      if (!this.draining) void this.drain();
    });
  }

  /** Drops a query that is not being computed yet. */
  cancel(id: number): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.reject(new SejeError('DEADLINE_EXCEEDED', { message: 'The query was cancelled' }));
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.waiting.size > 0) {
      // Messages that arrived during the last run are delivered here: more queries, and cancellations.
      await nextTurn();
      const batch = [...this.waiting].slice(0, this.maxBatch);
      for (const [id] of batch) this.waiting.delete(id);
      if (batch.length > 0) await this.settle(batch.map(([, waiting]) => waiting));
    }
    this.draining = false;
  }

  private async settle(batch: readonly Waiting<Query, Answer>[]): Promise<void> {
    try {
      const answers = await this.run(batch.map(({ query }) => query));
      for (const [i, { resolve, reject }] of batch.entries()) {
        const answer = answers[i]!;
        if (answer instanceof SejeError) reject(answer);
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
