interface Waiting {
  readonly pixels: number;
  readonly start: () => void;
}

/** Lets as many photos be decoded at once as have so many pixels together; first come, first served. */
export class PixelBudget {
  private used = 0;
  private readonly waiting: Waiting[] = [];

  /** @param pixels of all photos that are decoded at once; one alone may have more */
  constructor(private readonly pixels: number) {}

  /** Decodes a photo of so many pixels once there is room for it. */
  async within<T>(pixels: number, decode: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ pixels, start });
      this.admit();
    });
    try {
      return await decode();
    } finally {
      this.used -= pixels;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.used > 0 && this.used + next.pixels > this.pixels) return;
      this.waiting.shift();
      this.used += next.pixels;
      next.start();
    }
  }
}

/**
 * Of this process. A pixel takes 9 bytes at most where a photo is cut, 15 where it is encoded anew: 1.2 GB for all. Four
 * phone photos of twelve megapixels and one more are decoded at once.
 */
export const DECODING = new PixelBudget(75_000_000);
