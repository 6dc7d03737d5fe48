import { type FileHandle, open } from 'node:fs/promises';

/** Text kept before it goes to disk, characters. */
const CHUNK = 1 << 20;

/** A JSON array on disk, one element a line, written as a stream in constant memory. */
export class JsonArrayFile {
  private pending = '[';
  private first = true;

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<JsonArrayFile> {
    return new JsonArrayFile(await open(path, 'wx'));
  }

  async append(element: unknown): Promise<void> {
    this.pending += `${this.first ? '' : ','}\n${JSON.stringify(element)}`;
    this.first = false;
    if (this.pending.length >= CHUNK) await this.flush();
  }

  /** Ends the array. The file is not valid JSON before. */
  async close(): Promise<void> {
    this.pending += '\n]\n';
    await this.flush();
    await this.file.close();
  }

  private async flush(): Promise<void> {
    await this.file.writeFile(this.pending);
    this.pending = '';
  }
}
