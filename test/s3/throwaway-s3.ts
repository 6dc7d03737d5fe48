import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3PhotoSettings } from '@seje/catalogue';
import { S3_SERVER } from './server.mjs';

const START_ATTEMPTS = 100;
const START_PAUSE_MS = 100;

export const NO_S3 = 'no S3-compatible server here: run "node test/s3/install.mjs"';

/** An S3 server of its own (versitygw), whose buckets are folders and whose objects are files. */
export class ThrowawayS3 {
  private buckets = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    private readonly endpoint: string,
  ) {}

  /** Undefined where none is installed. */
  static async start(): Promise<ThrowawayS3 | undefined> {
    if (!existsSync(S3_SERVER.program)) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'seje-s3-'));
    for (const name of ['buckets', 'metadata']) mkdirSync(join(folder, name));
    const address = `127.0.0.1:${await freePort()}`;
    const args = ['--quiet', '--port', address, 'posix', '--sidecar', join(folder, 'metadata')];
    const server = spawn(S3_SERVER.program, [...args, join(folder, 'buckets')], {
      env: { ROOT_ACCESS_KEY_ID: 'photo-keeper', ROOT_SECRET_ACCESS_KEY: 'not-so-secret' },
      stdio: 'ignore',
    });
    const s3 = new ThrowawayS3(folder, server, `http://${address}`);
    await s3.ready();
    return s3;
  }

  /** A new, empty bucket. */
  bucket(): S3PhotoSettings {
    const bucket = `photos-${++this.buckets}`;
    mkdirSync(join(this.folder, 'buckets', bucket));
    const key = { accessKeyId: 'photo-keeper', secretAccessKey: 'not-so-secret' };
    const { endpoint } = this;
    return { kind: 's3', endpoint, region: 'us-east-1', bucket, prefix: 'seje/', ...key, pathStyle: true };
  }

  /** As if the server's clock had been at `time` when it took the object. */
  date({ bucket, prefix }: S3PhotoSettings, place: string, time: Date): void {
    utimesSync(join(this.folder, 'buckets', bucket, prefix, place), time, time);
  }

  /** Writes an object past the server, as a disk that goes bad does. */
  overwrite({ bucket, prefix }: S3PhotoSettings, place: string, bytes: string): void {
    writeFileSync(join(this.folder, 'buckets', bucket, prefix, place), bytes);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    for (let i = 0; i < START_ATTEMPTS; i++) {
      // Any answer will do: without a key it is 403.
      if (
        await fetch(this.endpoint).then(
          () => true,
          () => false,
        )
      )
        return;
      await sleep(START_PAUSE_MS);
    }
    throw new Error(`The S3 server at ${this.endpoint} did not start`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
