import { Random } from '@seje/core';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningService } from '../api/running-service.js';
import { type Answer, faultOf } from './answer.js';
import { exchange } from './bodies/exchange.js';
import { framed } from './bodies/framing.js';
import { withOddBytes } from './bodies/odd-bytes.js';
import { withOddHeaders } from './bodies/odd-headers.js';
import { plainRequest } from './bodies/plain-request.js';
import { Counts } from './counts.js';
import { inParallel } from './in-parallel.js';
import { bombs } from './photos/bombs.js';
import { fuzzPhoto } from './photos/fuzz-photo.js';
import { type SeedPhoto, seedPhotos } from './photos/seed-photos.js';
import { putAndRead, searchBy } from './photos/send-photo.js';

/** Requests under way at once; far below where the service says 429. */
const PHOTOS_AT_ONCE = 4;
const BODIES_AT_ONCE = 8;

/** An input whose answer is wrong, and where its bytes are kept. */
export interface Fault {
  readonly input: string;
  readonly fault: string;
}

export interface FuzzInputs {
  readonly seeds: readonly SeedPhoto[];
  readonly bombs: readonly SeedPhoto[];
}

export async function fuzzInputs(): Promise<FuzzInputs> {
  const seeds = await seedPhotos();
  return { seeds, bombs: await bombs(seeds) };
}

/** One run over one service: what was sent, what came back, what was wrong. */
export class FuzzRun {
  readonly photos = new Counts();
  readonly bodies = new Counts();
  readonly faults: Fault[] = [];

  /** @param folder where inputs are kept whose answer is wrong */
  constructor(
    private readonly service: RunningService,
    private readonly inputs: FuzzInputs,
    private readonly options: { readonly seed: number; readonly folder: string },
  ) {}

  /** Sends photos, in turn as a query and into the catalogue. */
  async sendPhotos(count: number): Promise<void> {
    const { seed } = this.options;
    const { url } = this.service;
    await inParallel({ count, width: PHOTOS_AT_ONCE }, async (number, lane) => {
      const photo = fuzzPhoto({ seed, number }, this.inputs);
      const input = { name: `photo ${number}: ${photo.name}`, bytes: photo.bytes };
      if (number % 2 === 0) {
        const answer = await searchBy(url, photo).catch((): Answer => ({}));
        this.photos.add(answer);
        await this.judge(input, faultOf(answer));
      } else {
        const place = `/v1/recipes/apple-pie/photos/fuzz-${lane}`;
        const put = await putAndRead(url, photo, place).catch(() => ({
          answer: {} as Answer,
          fault: undefined,
        }));
        this.photos.add(put.answer);
        await this.judge(input, faultOf(put.answer) ?? put.fault);
      }
    });
  }

  /** Sends requests with damaged headers, bodies and framing to every kind of endpoint. */
  async sendBodies(count: number): Promise<void> {
    await inParallel({ count, width: BODIES_AT_ONCE }, async (number) => {
      const random = Random.derived(this.options.seed, `body ${number}`);
      const plain = plainRequest(random, random.pick(this.inputs.seeds));
      const headers = withOddHeaders(plain.headers, random);
      const raw = framed({ ...plain, headers, body: withOddBytes(plain.body, random) }, random);
      const answer = await exchange(this.service.url, raw);
      this.bodies.add(answer);
      const input = { name: `body ${number}: ${plain.kind}`, bytes: Buffer.concat(raw.pieces) };
      await this.judge(input, faultOf(answer) && `${faultOf(answer)}: ${answer.body?.slice(0, 300)}`);
    });
  }

  private async judge(
    { name, bytes }: { readonly name: string; readonly bytes: Buffer },
    fault: string | undefined,
  ): Promise<void> {
    if (fault === undefined) return;
    this.faults.push({ input: name, fault });
    await mkdir(this.options.folder, { recursive: true });
    await writeFile(join(this.options.folder, `${name.split(':', 1)[0]!.replace(' ', '-')}.bin`), bytes);
  }
}
