/** The vector in slot `label` and its cosine distance to the query. */
export interface LabelledDistance {
  readonly label: number;
  readonly distance: number;
}

/** The order of results: nearest first, equal distances in insertion order. */
export function byDistance(a: LabelledDistance, b: LabelledDistance): number {
  return a.distance - b.distance || a.label - b.label;
}

/** Keeps the k nearest of what it is offered. Offer labels in ascending order. */
export class Nearest {
  private readonly kept: LabelledDistance[] = [];

  constructor(private readonly k: number) {}

  offer(label: number, distance: number): void {
    const { kept, k } = this;
    if (kept.length === k && distance >= kept[k - 1]!.distance) return;
    let at = kept.length;
    while (at > 0 && kept[at - 1]!.distance > distance) at--;
    kept.splice(at, 0, { label, distance });
    if (kept.length > k) kept.pop();
  }

  sorted(): readonly LabelledDistance[] {
    return this.kept;
  }
}

/** Cosine distance from a cosine similarity, free of rounding beyond its range 0..2. */
export function cosineDistance(similarity: number): number {
  return Math.min(2, Math.max(0, 1 - similarity));
}
