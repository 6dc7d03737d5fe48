import { CENTRE_CUT, cutPhotoTensor, cutPlace, photoTensor } from '@seje/preprocessing';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESNET50_PREPROCESSING } from '../../backbones/resnet50.js';
import { TORCHVISION_PREPROCESSING } from '../../backbones/described-weights.js';
import { type BundledWorker, bundledWorker } from '../../threads/bundled-worker.fixture.js';
import { drawnCut } from './drawn-cut.js';
import { photoBatches } from './photo-batches.js';
import { type PhotoOrder, PhotoThreads } from './photo-threads.js';
import { WaitClock } from './wait-clock.js';

const PREPROCESSING = { ...TORCHVISION_PREPROCESSING, resize: 40, crop: 32 };

let directory: string;
let bundled: BundledWorker;
let photos: string[];
beforeAll(async () => {
  bundled = await bundledWorker(new URL('photos.worker.ts', import.meta.url));
  directory = await mkdtemp(join(tmpdir(), 'seje-photos-'));
  photos = await Promise.all(
    [0, 1, 2, 3, 4, 5, 6].map(async (i) => {
      const [width, height] = [60 + 10 * i, 90 - 5 * i] as const;
      const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
      const photo = sharp({ create: { width, height, channels: 3, background: '#000', noise } });
      const path = join(directory, `${i}.png`);
      await photo.png().toFile(path);
      return path;
    }),
  );
});
afterAll(async () => {
  await bundled.remove();
  await rm(directory, { recursive: true });
});

const openThreads = (threads: number, preprocessing = PREPROCESSING): PhotoThreads =>
  new PhotoThreads({ threads, preprocessing, worker: bundled.url });

async function withThreads<T>(threads: number, work: (open: PhotoThreads) => Promise<T>): Promise<T> {
  const open = openThreads(threads);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

const orders = (epoch: number): PhotoOrder[] =>
  photos.map((path, i) => ({ path, cut: drawnCut({ seed: 3, epoch, photo: `photo ${i}` }) }));

async function pixelsOf(threads: number, batches: readonly (readonly PhotoOrder[])[]): Promise<number[][]> {
  return withThreads(threads, async (open) => {
    const found: number[][] = [];
    for await (const { pixels } of photoBatches(batches, { threads: open, ahead: 2 }))
      found.push([...pixels]);
    return found;
  });
}

describe('drawn cuts', () => {
  const draw = (photo: number, epoch = 0) => drawnCut({ seed: 1, epoch, photo: `${photo}` });
  const many = Array.from({ length: 2000 }, (_, photo) => draw(photo));

  it('depend on seed, epoch and photo alone', () => {
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    expect(draw(5)).not.toEqual(draw(5, 1));
    expect(draw(5)).not.toEqual(drawnCut({ seed: 2, epoch: 0, photo: '5' }));
  });

  it('mirror about half of the photos', () => {
    const share = many.filter(({ mirrored }) => mirrored).length / many.length;
    expect(share).toBeGreaterThan(0.46);
    expect(share).toBeLessThan(0.54);
  });

  it('stay inside the photo and reach each of its places', () => {
    const places = many.map((cut) => cutPlace({ width: 36, height: 32 }, 32, cut));
    expect(new Set(places.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(new Set(places.map(({ top }) => top))).toEqual(new Set([0]));
  });
});

describe('photos on threads', () => {
  it('are the same on 1 and 2 threads, and others in another epoch', async () => {
    const batches = (epoch: number) => [orders(epoch).slice(0, 3), orders(epoch).slice(3)];
    const first = await pixelsOf(1, batches(0));
    expect(first.map(({ length }) => length)).toEqual([3 * 32 * 32 * 3, 4 * 32 * 32 * 3]);
    expect(await pixelsOf(2, batches(0))).toEqual(first);
    expect(await pixelsOf(2, batches(1))).not.toEqual(first);
  });

  it.for([
    ['the mode of Keras', RESNET50_PREPROCESSING],
    ['the mode of torchvision', TORCHVISION_PREPROCESSING],
  ] as const)('have the centre of a query in %s', async ([, preprocessing]) => {
    const open = openThreads(1, preprocessing);
    const found = await open.read({ path: photos[0]!, cut: CENTRE_CUT });
    await open.close();
    const query = await photoTensor(await readFile(photos[0]!), { ...preprocessing, layout: 'nhwc' });
    expect([...found]).toEqual([...query]);
  });

  it('are mirrored left to right', async () => {
    const photo = await readFile(photos[1]!);
    const settings = { ...PREPROCESSING, layout: 'nhwc' } as const;
    const plain = await cutPhotoTensor(photo, settings, CENTRE_CUT);
    const mirrored = await cutPhotoTensor(photo, settings, { ...CENTRE_CUT, mirrored: true });
    const pixel = (pixels: Float32Array, row: number, column: number): Float32Array =>
      pixels.slice((row * 32 + column) * 3, (row * 32 + column) * 3 + 3);
    expect(pixel(mirrored, 7, 0)).toEqual(pixel(plain, 7, 31));
    expect(pixel(mirrored, 30, 20)).toEqual(pixel(plain, 30, 11));
  });

  it('fail with the path of a photo that cannot be read, and go on with the next', async () => {
    const torn = join(directory, 'torn.png');
    await writeFile(torn, (await readFile(photos[0]!)).subarray(0, 900));
    const missing = join(directory, 'missing.png');
    await withThreads(1, async (open) => {
      const read = (path: string) => open.read({ path, cut: CENTRE_CUT });
      const unreadable = expect.objectContaining({ code: 'PHOTO_UNREADABLE' });
      await expect(read(torn)).rejects.toThrow(unreadable);
      await expect(read(torn)).rejects.toThrow(torn);
      await expect(read(missing)).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
      await expect(read(missing)).rejects.toThrow(missing);
      expect(await read(photos[0]!)).toHaveLength(32 * 32 * 3);
    });
  });

  it('name a thread that dies', async () => {
    const worker = new URL('data:text/javascript,process.exit(3)');
    const dying = new PhotoThreads({ threads: 1, preprocessing: PREPROCESSING, worker });
    const read = dying.read({ path: photos[0]!, cut: CENTRE_CUT });
    await expect(read).rejects.toThrow(/thread that reads photos died; found exit code 3/);
    await dying.close();
  });

  it('close while photos wait', async () => {
    const open = openThreads(2);
    const many = Array.from({ length: 20 }, () => orders(0));
    for await (const { orders: first } of photoBatches(many, { threads: open, ahead: 5 })) {
      expect(first).toEqual(orders(0));
      break;
    }
    const last = open.read(orders(0)[0]!);
    await open.close();
    await expect(last).rejects.toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe('photo batches', () => {
  it('come in order, and no more are read ahead than asked for', async () => {
    const read: number[] = [];
    const threads = {
      read: async ({ path }: PhotoOrder) => {
        read.push(Number(path));
        await new Promise((resolve) => setTimeout(resolve, Number(path) % 2 === 0 ? 4 : 0));
        return Float32Array.of(Number(path));
      },
    };
    const batches = [0, 1, 2, 3, 4].map((i) => [{ path: `${i}`, cut: CENTRE_CUT }]);
    const seen: number[] = [];
    for await (const { pixels } of photoBatches(batches, { threads, ahead: 2 })) {
      seen.push(pixels[0]!);
      expect(read.length).toBe(Math.min(5, seen.length + 2));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('tell the clock what was waited', async () => {
    let time = 0;
    const clock = new WaitClock(() => time);
    const threads = {
      read: async () => {
        await Promise.resolve();
        time += 1000;
        return new Float32Array(3);
      },
    };
    const batches = [[{ path: 'a', cut: CENTRE_CUT }]];
    for await (const _ of photoBatches(batches, { threads, ahead: 0, clock })) time += 3000;
    expect(clock.last).toBe(1);
    expect(clock.share).toBe(0.25);
  });
});
