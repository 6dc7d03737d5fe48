import { SejeError } from '@seje/core';

/** The ids of an index by label: labels are 0, 1, 2, ... in insertion order, ids are unique. */
export class IdTable {
  private readonly byLabel: string[] = [];
  private readonly known = new Set<string>();

  get size(): number {
    return this.byLabel.length;
  }

  has(id: string): boolean {
    return this.known.has(id);
  }

  idOf(label: number): string {
    return this.byLabel[label]!;
  }

  /** @throws SejeError VECTOR_INVALID (an id is empty, twice in the batch, or there already) */
  assertNew(ids: readonly string[]): void {
    const batch = new Set<string>();
    for (const id of ids) {
      if (id === '' || batch.has(id) || this.known.has(id)) {
        throw new SejeError('VECTOR_INVALID', {
          message: id === '' ? 'An id is empty' : `Id ${id} is there twice`,
          expected: 'one vector an id',
          remedy: 'Give each recipe and image its own id.',
        });
      }
      batch.add(id);
    }
  }

  append(id: string): void {
    this.byLabel.push(id);
    this.known.add(id);
  }
}
