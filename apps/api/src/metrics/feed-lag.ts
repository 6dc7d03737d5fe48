/** How far the engine's answers are behind the catalogue. */
export interface Lag {
  /** Numbers of the feed that are not in the answers yet: as many changes, or fewer where one record changed often. */
  readonly changes: number;
  /** Since a change that is still not in the answers was first seen. */
  readonly seconds: number;
}

interface Seen {
  readonly sequence: number;
  /** Milliseconds. */
  readonly at: number;
}

const MS_PER_SECOND = 1000;

/** Tells lag in time from lag in numbers: the feed does not say when something changed, so its readings are kept. */
export class FeedLag {
  /** Last numbers of the feed as they were read, the oldest first, all beyond what the engine has. */
  private readonly behind: Seen[] = [];

  /** @param now milliseconds, growing */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * @param written number of the catalogue's last change
   * @param answered number up to which every change is in the answers
   */
  observe(written: number, answered: number): Lag {
    const at = this.now();
    while (this.behind.length > 0 && this.behind[0]!.sequence <= answered) this.behind.shift();
    if (written > answered && written !== this.behind.at(-1)?.sequence) {
      this.behind.push({ sequence: written, at });
    }
    const oldest = this.behind[0]?.at ?? at;
    return { changes: Math.max(0, written - answered), seconds: (at - oldest) / MS_PER_SECOND };
  }
}
