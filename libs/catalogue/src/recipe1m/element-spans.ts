import { createReadStream } from 'node:fs';
import { damaged } from '../json-array.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
/** Space, tab, line feed, carriage return, comma: what may stand between elements. */
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c]);
const OPEN_ARRAY = 0x5b;

/** Where an element of a JSON array stands in its file, in bytes, and its text. */
export interface ElementSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Cuts a file that is one JSON array of objects into its elements without parsing them: every byte that
 * gives JSON its structure is ASCII, so only strings and brackets have to be followed.
 * @throws SejeError FILE_DAMAGED where the file is cut short or holds something else
 */
export async function* elementSpans(path: string): AsyncGenerator<ElementSpan> {
  const cutter = new ElementCutter(path);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      yield* cutter.push(chunk as Buffer);
    }
  } catch (error) {
    throw damaged(path, error);
  }
  if (!cutter.ended) throw damaged(path, 'the file ends inside the array');
}

class ElementCutter {
  ended = false;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private position = 0;
  private start = 0;
  /** Bytes of an element that began in an earlier chunk. */
  private pending: Buffer[] = [];

  constructor(private readonly path: string) {}

  *push(chunk: Buffer): Generator<ElementSpan> {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const step = this.step(chunk[i]!);
      if (step === 'opens') {
        from = i;
        this.start = this.position + i;
      } else if (step === 'closes') {
        const text = Buffer.concat([...this.pending, chunk.subarray(from, i + 1)]).toString('utf8');
        this.pending = [];
        yield { start: this.start, end: this.position + i + 1, text };
      }
    }
    if (this.depth > 1) this.pending.push(chunk.subarray(from));
    this.position += chunk.length;
  }

  /** Follows one byte; tells where an element of the outer array opens or closes. */
  private step(byte: number): 'opens' | 'closes' | undefined {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.inString = false;
      return undefined;
    }
    if (this.depth === 1 && !OPEN.has(byte) && !CLOSE.has(byte) && !BETWEEN.has(byte)) {
      throw damaged(this.path, `a value that is no object: ${String.fromCodePoint(byte)}…`);
    }
    if (byte === QUOTE) {
      this.inString = true;
    } else if (OPEN.has(byte)) {
      if (this.ended || (this.depth === 0 && byte !== OPEN_ARRAY))
        throw damaged(this.path, 'no single array');
      this.depth++;
      if (this.depth === 2) return 'opens';
    } else if (CLOSE.has(byte)) {
      this.depth--;
      if (this.depth === 1) return 'closes';
      if (this.depth === 0) this.ended = true;
    }
    return undefined;
  }
}
