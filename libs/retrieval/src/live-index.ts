import { type Matrix, SejeError, dot, rowOf } from '@seje/core';
import { IdTable } from './id-table.js';
import { Nearest, cosineDistance } from './nearest.js';
import { assertResultCount, assertUnitRows, assertUnitVector } from './vector-checks.js';
import type { Neighbour, VectorIndex } from './vector-index.js';

export interface IndexChanges {
  /** Vectors that are new or take the place of what has their id, a row an id. */
  readonly upserts: { readonly ids: readonly string[]; readonly vectors: Matrix };
  /** Ids that are found no more; one that is not there is no error. */
  readonly deletes: readonly string[];
}

/** How much more the base is asked for when too many of its answers are hidden. */
const GROWTH = 2;

/**
 * A base that never changes, and in memory what has changed since it was built: vectors that are compared
 * one by one, and ids of the base that are no longer found. Made to stay small beside the base.
 */
export class LiveIndex implements VectorIndex {
  /** Vectors [dimension] since the base, by id, the last changed last. */
  private readonly changed = new Map<string, Float32Array>();
  /** Ids of the base that were replaced or deleted. */
  private readonly hidden = new Set<string>();

  constructor(private readonly base: VectorIndex) {}

  get dimension(): number {
    return this.base.dimension;
  }

  get size(): number {
    return this.base.size - this.hidden.size + this.changed.size;
  }

  /** Ids that are otherwise than in the base: added, replaced or deleted. */
  get overlaySize(): number {
    let replaced = 0;
    for (const id of this.changed.keys()) if (this.hidden.has(id)) replaced++;
    return this.changed.size + this.hidden.size - replaced;
  }

  has(id: string): boolean {
    return this.changed.has(id) || (this.base.has(id) && !this.hidden.has(id));
  }

  add(ids: readonly string[], vectors: Matrix): void {
    const known = ids.find((id) => this.has(id));
    if (known !== undefined) throw idTwice(known);
    this.apply({ upserts: { ids, vectors }, deletes: [] });
  }

  /**
   * Makes all of the changes, or none where one of them is refused.
   * @throws SejeError VECTOR_INVALID (as `add`, and an id both put and deleted)
   */
  apply(changes: IndexChanges): void {
    this.check(changes);
    const { upserts, deletes } = changes;
    for (const id of deletes) this.remove(id);
    for (const [row, id] of upserts.ids.entries()) {
      this.remove(id);
      this.changed.set(id, rowOf(upserts.vectors, row).slice());
    }
  }

  /** Refuses what `apply` refuses: for changes of several indexes that are made together or not at all. */
  check({ upserts, deletes }: IndexChanges): void {
    assertUnitRows(upserts.ids, upserts.vectors, this.dimension);
    new IdTable().assertNew(upserts.ids);
    const put = new Set(upserts.ids);
    const both = deletes.find((id) => put.has(id));
    if (both !== undefined) throw idTwice(both);
  }

  search(query: Float32Array, k: number): Neighbour[] {
    assertUnitVector(query, this.dimension, 'query');
    assertResultCount(k);
    // The sort is stable: of equal distances the base's come first.
    return [...this.fromBase(query, k), ...this.fromChanged(query, k)]
      .sort((a, b) => a.distance - b.distance)
      .slice(0, k);
  }

  /** The nearest k of the base that are not hidden, or all there are: it is asked for more until they suffice. */
  private fromBase(query: Float32Array, k: number): Neighbour[] {
    const { base, hidden } = this;
    const wanted = Math.min(k, base.size - hidden.size);
    if (wanted === 0) return [];
    for (let asked = k; ; asked = Math.min(GROWTH * asked, base.size)) {
      const seen = base.search(query, asked).filter(({ id }) => !hidden.has(id));
      if (seen.length >= wanted) return seen;
    }
  }

  private fromChanged(query: Float32Array, k: number): Neighbour[] {
    const nearest = new Nearest(k);
    const ids = [...this.changed.keys()];
    for (const [label, id] of ids.entries()) {
      nearest.offer(label, cosineDistance(dot(query, this.changed.get(id)!)));
    }
    return nearest.sorted().map(({ label, distance }) => ({ id: ids[label]!, distance }));
  }

  private remove(id: string): void {
    this.changed.delete(id);
    if (this.base.has(id)) this.hidden.add(id);
  }
}

function idTwice(id: string): SejeError {
  return new SejeError('VECTOR_INVALID', {
    message: `Id ${id} is there twice`,
    expected: 'one vector an id',
    remedy: 'Give each recipe and image its own id, and name it once in a set of changes.',
  });
}
