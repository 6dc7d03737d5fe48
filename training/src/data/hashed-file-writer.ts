import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const BUFFER_BYTES = 1 << 20;

/** Appends to a new file in large writes and hashes what it wrote. */
export class HashedFileWriter {
  private readonly hash = createHash('sha256');
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;

  private constructor(private readonly handle: FileHandle) {}

  static async create(path: string): Promise<HashedFileWriter> {
    return new HashedFileWriter(await open(path, 'wx'));
  }

  /** The bytes must not change afterwards. */
  async append(bytes: Uint8Array): Promise<void> {
    this.pending.push(bytes);
    this.pendingBytes += bytes.byteLength;
    if (this.pendingBytes >= BUFFER_BYTES) await this.flush();
  }

  /** Closes the file. Returns its SHA-256, lower-case hex. */
  async close(): Promise<string> {
    await this.flush();
    await this.handle.close();
    return this.hash.digest('hex');
  }

  /** Closes the file as it is, whether it was finished or not. */
  async abandon(): Promise<void> {
    await this.handle.close();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingBytes = 0;
    this.hash.update(bytes);
    for (let at = 0; at < bytes.byteLength;)
      at += (await this.handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
  }
}
