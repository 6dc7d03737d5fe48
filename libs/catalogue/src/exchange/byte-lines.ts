import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;

/** A line of a file. */
export interface ByteLine {
  /** Counted from 1. */
  readonly number: number;
  /** Offset in the file of what follows it, bytes. */
  readonly end: number;
  /** Without its line break; absent where it is longer than the limit: it was not kept. */
  readonly bytes?: Buffer;
}

export interface LinesFrom {
  /** Where a line begins, bytes. */
  readonly offset: number;
  /** Number of the line before. */
  readonly line: number;
}

/**
 * The lines of a file from a place on, holding at most `longest` bytes and one piece of the file.
 * @param longest bytes of a line; a longer one comes without its bytes
 */
export async function* byteLines(path: string, from: LinesFrom, longest: number): AsyncGenerator<ByteLine> {
  let { offset: end, line: number } = from;
  let pieces: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length > longest) pieces = [];
    else pieces.push(piece);
  };
  const taken = (): ByteLine => {
    number++;
    const line = length > longest ? { number, end } : { number, end, bytes: Buffer.concat(pieces) };
    pieces = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(path, { start: from.offset }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, at));
      end += at - start + 1;
      start = at + 1;
      yield taken();
    }
    add(chunk.subarray(start));
    end += chunk.length - start;
  }
  if (length > 0) yield taken();
}
