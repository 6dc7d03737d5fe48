/** A mean in which what is older weighs less. */
export class FadingMean {
  private sum = 0;
  private weight = 0;

  /** @param retention share of its weight that a value keeps when the next one comes, below 1 */
  constructor(private readonly retention: number) {}

  /** Absent before the first value. */
  get value(): number | undefined {
    return this.weight === 0 ? undefined : this.sum / this.weight;
  }

  add(value: number): void {
    this.sum = this.sum * this.retention + value;
    this.weight = this.weight * this.retention + 1;
  }
}
