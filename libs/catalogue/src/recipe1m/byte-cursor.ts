import { damagedPickle } from './damaged-pickle.js';

/** Reads a pickle's bytes from front to back; a pickle that ends early is FILE_DAMAGED. */
export class ByteCursor {
  private position = 0;

  constructor(
    private readonly bytes: Buffer,
    readonly path: string,
  ) {}

  get offset(): number {
    return this.position;
  }

  get atEnd(): boolean {
    return this.position === this.bytes.length;
  }

  take(length: number): Buffer {
    const start = this.position;
    const left = this.bytes.length - start;
    if (length > left) {
      throw damagedPickle(this.path, {
        expected: `${length} bytes at byte ${start}`,
        found: `the end of the file, ${left} bytes later`,
      });
    }
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  /** Little-endian, 1 to 6 bytes. */
  unsigned(length: number): number {
    return this.take(length).readUIntLE(0, length);
  }

  /** Little-endian, 8 bytes; beyond what can be counted is beyond the file too. */
  unsigned64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  /** Up to the next line end, which is passed over. */
  line(): Buffer {
    const end = this.bytes.indexOf(0x0a, this.position);
    const line = this.take((end === -1 ? this.bytes.length : end) - this.position);
    this.take(1);
    return line;
  }
}
