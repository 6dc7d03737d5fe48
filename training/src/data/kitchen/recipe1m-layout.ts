import type { Partition } from '@seje/core';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

const ID_LENGTH = 10;

/** Recipe1M's place of a photo: `images/train/0/f/a/8/0fa8309c13.jpg`, relative to the data set. */
export function photoPath(partition: Partition, photoId: string): string {
  const folders = photoId.slice(0, 4).split('');
  return join('images', partition, ...folders, photoId);
}

/** Hands out ids of 10 hexadecimal digits as Recipe1M has them; none twice. */
export class IdMint {
  private readonly taken = new Set<string>();

  constructor(private readonly seed: number) {}

  id(label: string): string {
    for (let attempt = 0; ; attempt++) {
      const digest = createHash('sha256').update(`${this.seed}/${label}/${attempt}`).digest('hex');
      const id = digest.slice(0, ID_LENGTH);
      if (this.taken.has(id)) continue;
      this.taken.add(id);
      return id;
    }
  }
}
