import { describe, expect, it } from 'vitest';
import { PixelBudget } from './pixel-budget.js';

/** Decodes that end when they are told to. */
class Decodes {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, PromiseWithResolvers<void>>();

  constructor(private readonly budget: PixelBudget) {}

  async decode(name: string, pixels: number): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.ends.set(name, end);
    await this.budget.within(pixels, () => {
      this.begun.push(name);
      return end.promise;
    });
  }

  async end(name: string, error?: Error): Promise<void> {
    const { resolve, reject } = this.ends.get(name)!;
    if (error === undefined) resolve();
    else reject(error);
    await new Promise((turn) => setImmediate(turn));
  }
}

describe('PixelBudget', () => {
  it('lets wait what there is no room for, and after it what would fit', async () => {
    const decodes = new Decodes(new PixelBudget(10));
    const all = [decodes.decode('a', 6), decodes.decode('b', 5), decodes.decode('c', 1)];
    await new Promise((turn) => setImmediate(turn));
    expect(decodes.begun).toEqual(['a']);
    await decodes.end('a');
    expect(decodes.begun).toEqual(['a', 'b', 'c']);
    await Promise.all([decodes.end('b'), decodes.end('c'), ...all]);
  });

  it('lets one alone have more than there is', async () => {
    await expect(new PixelBudget(10).within(50, async () => 'decoded')).resolves.toBe('decoded');
  });

  it('gives back what a photo had that cannot be decoded', async () => {
    const decodes = new Decodes(new PixelBudget(10));
    const torn = decodes.decode('torn', 10);
    const next = decodes.decode('next', 10);
    await Promise.all([decodes.end('torn', new Error('torn')), expect(torn).rejects.toThrow('torn')]);
    expect(decodes.begun).toEqual(['torn', 'next']);
    await Promise.all([decodes.end('next'), next]);
  });
});
