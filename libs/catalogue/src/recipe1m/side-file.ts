import { type FileHandle, open } from 'node:fs/promises';
import { type ZodType, z } from 'zod';
import { messageOf } from '@seje/core';
import { DROP } from '../drop-reason.js';
import { damaged } from '../json-array.js';
import type { ReadCounter } from '../read-counter.js';
import { elementSpans } from './element-spans.js';
import { IdNumbers } from './id-numbers.js';

/** Bytes read ahead while records are asked for in the file's own order. */
const WINDOW = 1 << 20;

const withId = z.object({ id: z.string().min(1) });

export interface SideFileOptions<T> {
  readonly path: string;
  /** The file's name in messages. */
  readonly name: string;
  readonly schema: ZodType<T>;
  readonly counter: ReadCounter;
}

/**
 * A file whose records belong to the recipes of layer1.json by id, in any order and for any subset.
 * In memory: ids and byte offsets, never the records. Recipe1M's files keep layer1's order, so looking
 * the records up one after the other reads the file once from front to back.
 */
export class SideFile<T> {
  private readonly ids = new IdNumbers();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private asked = new Uint8Array(0);
  private window = { start: 0, bytes: Buffer.alloc(0) };

  private constructor(
    private readonly options: SideFileOptions<T>,
    private readonly file: FileHandle,
  ) {}

  /** Reads the file once for its ids. @throws SejeError FILE_DAMAGED */
  static async open<T>(options: SideFileOptions<T>): Promise<SideFile<T>> {
    const side = new SideFile(options, await open(options.path, 'r'));
    try {
      for await (const span of elementSpans(options.path)) side.note(span);
      side.asked = new Uint8Array(side.ids.size);
    } catch (error) {
      await side.close();
      throw error;
    }
    return side;
  }

  /** The record of a recipe, or undefined where the file has none or it is malformed, which is counted. */
  async take(id: string): Promise<T | undefined> {
    const slot = this.ids.of(id);
    if (slot === undefined) return undefined;
    this.asked[slot] = 1;
    const { name, schema, counter } = this.options;
    const result = schema.safeParse(JSON.parse(await this.text(this.starts[slot]!, this.ends[slot]!)));
    if (result.success) return result.data;
    counter.drop(DROP.malformed, `${name} ${id}: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`);
    return undefined;
  }

  /** Leaves out the record of a recipe that was dropped itself. */
  skip(id: string): void {
    const slot = this.ids.of(id);
    if (slot !== undefined) this.asked[slot] = 1;
  }

  /** Ids whose recipe never came. */
  *unasked(): Generator<string> {
    for (const [slot, asked] of this.asked.entries()) if (asked === 0) yield this.ids.at(slot);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private note(span: { start: number; end: number; text: string }): void {
    const { name, path, counter } = this.options;
    let value: unknown;
    try {
      value = JSON.parse(span.text);
    } catch (error) {
      throw damaged(path, `byte ${span.start}: ${messageOf(error)}`);
    }
    const record = withId.safeParse(value);
    if (!record.success) {
      counter.drop(DROP.malformed, `${name} byte ${span.start}: no id`);
    } else if (!this.ids.add(record.data.id)) {
      counter.drop(DROP.idTwice, `${name} ${record.data.id}`);
    } else {
      this.starts.push(span.start);
      this.ends.push(span.end);
    }
  }

  private async text(start: number, end: number): Promise<string> {
    const windowEnd = this.window.start + this.window.bytes.length;
    if (start >= this.window.start && end <= windowEnd) {
      return this.window.bytes.toString('utf8', start - this.window.start, end - this.window.start);
    }
    const ahead = start >= this.window.start && start <= windowEnd + WINDOW;
    const bytes = Buffer.alloc(ahead ? Math.max(WINDOW, end - start) : end - start);
    const { bytesRead } = await this.file.read(bytes, 0, bytes.length, start);
    if (ahead) this.window = { start, bytes: bytes.subarray(0, bytesRead) };
    return bytes.toString('utf8', 0, end - start);
  }
}
