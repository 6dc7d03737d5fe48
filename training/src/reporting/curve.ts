/** One number at one step, or the mean over some neighbouring steps, at the last of them. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number;
}

/** As many as a plot can show apart; half of them at least once there are more steps than that. */
const MOST_POINTS = 500;

/**
 * A curve of any length in bounded memory: when there are too many points, each two neighbours become one,
 * their mean, and from then on a point stands for twice as many steps. What it holds depends on what was
 * added alone.
 */
export class Curve {
  private readonly closed: CurvePoint[] = [];
  /** Values in a closed point. */
  private span = 1;
  private open = { step: 0, sum: 0, count: 0 };

  add(step: number, value: number): void {
    const { sum, count } = this.open;
    this.open = { step, sum: sum + value, count: count + 1 };
    if (this.open.count < this.span) return;
    this.closed.push(pointOf(this.open));
    this.open = { step: 0, sum: 0, count: 0 };
    if (this.closed.length >= MOST_POINTS) this.halve();
  }

  /** In the order of their steps; the last may stand for fewer than the others. */
  points(): CurvePoint[] {
    return this.open.count === 0 ? [...this.closed] : [...this.closed, pointOf(this.open)];
  }

  private halve(): void {
    const pairs = this.closed.length / 2;
    for (let i = 0; i < pairs; i++) {
      const [first, second] = [this.closed[2 * i]!, this.closed[2 * i + 1]!];
      this.closed[i] = { step: second.step, value: (first.value + second.value) / 2 };
    }
    this.closed.length = pairs;
    this.span *= 2;
  }
}

function pointOf({ step, sum, count }: { step: number; sum: number; count: number }): CurvePoint {
  return { step, value: sum / count };
}
