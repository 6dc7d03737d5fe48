import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { createHash } from 'node:crypto';

/** A seeded source of randomness, handed in wherever chance is needed; never a global. */
export class Random {
  private constructor(private readonly generator: ReturnType<typeof xoroshiro128plusFromState>) {}

  static fromSeed(seed: number): Random {
    return Random.hashed(`${seed}`);
  }

  /** Goes on exactly where `state()` was taken. */
  static fromState(state: readonly number[]): Random {
    return new Random(xoroshiro128plusFromState(state));
  }

  /** An independent stream named by `label`; the same seed and label always give the same stream. */
  static derived(seed: number, label: string): Random {
    return Random.hashed(`${seed}/${label}`);
  }

  /** All 128 bits of the state from a hash: a state with few bits set gives skewed first numbers. */
  private static hashed(text: string): Random {
    const digest = createHash('sha256').update(text).digest();
    return Random.fromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  }

  state(): number[] {
    return [...this.generator.getState()];
  }

  /** Uniform in [0, 1). */
  float(): number {
    return uniformFloat64(this.generator);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.float();
  }

  /** Uniform whole number in [0, n). */
  int(n: number): number {
    return uniformInt(this.generator, 0, n - 1);
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.float())) * Math.cos(2 * Math.PI * this.float());
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }

  /** A new array in random order (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}
