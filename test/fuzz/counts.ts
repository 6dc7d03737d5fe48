import { type Answer, codeOf } from './answer.js';

/** How many answers there were of each kind: `200`, or `422 PHOTO_UNREADABLE`. */
export class Counts {
  private readonly counts = new Map<string, number>();

  add(answer: Answer): void {
    const name = [answer.status ?? 'none', codeOf(answer)].filter((part) => part !== undefined).join(' ');
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** One line each. */
  lines(): string[] {
    return [...this.counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${name}: ${count}`);
  }
}
