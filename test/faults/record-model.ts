/** A recipe with its photos as a client sees it; undefined: not there. */
export type Kept = KeptRecipe | undefined;

export interface KeptRecipe {
  readonly title: string;
  /** Contents (SHA-256) of its photos by their ids. */
  readonly photos: Readonly<Record<string, string>>;
}

/** What one write makes of a recipe. */
export type Change = (before: Kept) => Kept;

/** Where a reader began, so that what was written meanwhile is known. */
export interface Mark {
  readonly possible: readonly Kept[];
  readonly attempts: number;
}

/**
 * What one recipe may be, by what was acknowledged: exactly one thing, or, where a write was never answered,
 * as it was before or as the write makes it. Writes to one recipe come one after the other.
 */
export class RecordModel {
  private possible: Kept[] = [undefined];
  private before: Kept[] = [undefined];
  private readonly attempts: Kept[] = [];
  /** A client is writing to it, or an import that is under way has it. */
  busy = false;

  /** A write is sent: from now on a reader may find it. */
  begin(change: Change): void {
    this.before = this.possible;
    const after = this.before.map(change);
    this.possible = distinct([...this.before, ...after]);
    this.attempts.push(...after);
  }

  /** The write that began last was acknowledged. */
  acknowledged(change: Change): void {
    this.possible = distinct(this.before.map(change));
  }

  /** It was refused: nothing was changed. */
  refused(): void {
    this.possible = this.before;
  }

  /** Whether it can be this; from then on it is nothing else. */
  isPossible(found: Kept): boolean {
    return this.possible.some((one) => same(one, found));
  }

  /** It was read while nobody wrote. */
  settle(found: Kept): void {
    this.possible = [found];
  }

  /** What it is, where that is certain. */
  get certain(): { readonly value: Kept } | undefined {
    return this.possible.length === 1 ? { value: this.possible[0] } : undefined;
  }

  get all(): readonly Kept[] {
    return this.possible;
  }

  mark(): Mark {
    return { possible: this.possible, attempts: this.attempts.length };
  }

  /** All that a reader who began at `mark` and ends now may have seen. */
  since({ possible, attempts }: Mark): readonly Kept[] {
    return [...possible, ...this.attempts.slice(attempts)];
  }
}

export function same(a: Kept, b: Kept): boolean {
  return textOf(a) === textOf(b);
}

export function textOf(kept: Kept): string {
  if (kept === undefined) return 'absent';
  const photos = Object.entries(kept.photos).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kept.title, photos]);
}

function distinct(all: readonly Kept[]): Kept[] {
  return [...new Map(all.map((one) => [textOf(one), one])).values()];
}
