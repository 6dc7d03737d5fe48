import type { IngredientLine, LineOutcome } from '@seje/preprocessing';

/** What the tagger and the re-examination made of the ingredient lines that were read. */
export interface TaggedLinesReport {
  /** Lines by outcome: named by the tagger, rescued by the set of entities, dropped. */
  readonly lines: Readonly<Record<LineOutcome, number>>;
  /** The first different lines that were rescued, with their entity, and that were dropped. */
  readonly examples: {
    readonly rescued: Readonly<Record<string, string>>;
    readonly dropped: readonly string[];
  };
}

/** Examples kept of each outcome. */
const EXAMPLES = 20;

/** Counts the outcomes of ingredient lines and keeps examples of those that the tagger did not name. */
export class TaggedLineCounter {
  private readonly lines: Record<LineOutcome, number> = { named: 0, rescued: 0, dropped: 0 };
  private readonly rescued = new Map<string, string>();
  private readonly dropped = new Set<string>();

  add(lines: readonly IngredientLine[]): void {
    for (const { text, outcome, entities } of lines) {
      this.lines[outcome]++;
      if (outcome === 'rescued' && this.rescued.size < EXAMPLES) this.rescued.set(text, entities.join(', '));
      if (outcome === 'dropped' && this.dropped.size < EXAMPLES) this.dropped.add(text);
    }
  }

  report(): TaggedLinesReport {
    return {
      lines: { ...this.lines },
      examples: { rescued: Object.fromEntries(this.rescued), dropped: [...this.dropped] },
    };
  }
}
