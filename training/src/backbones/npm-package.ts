import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Config from '@npmcli/config';
import definitions from '@npmcli/config/lib/definitions/index.js';
import { SejeError, messageOf, sha256OfFile, type OnProgress } from '@seje/core';
import pacote from 'pacote';

/** A published tarball, pinned: the same bytes for everybody, or none. */
export interface PinnedPackage {
  /** `name@version` in the npm registry. */
  readonly spec: string;
  /** Of the tarball. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Fetches a package's tarball, without running anything in it, from the registry that the user's npm
 * settings name (proxy, certificates and credentials included).
 * @throws SejeError DOWNLOAD_FAILED, CHECKSUM_MISMATCH
 */
export async function downloadTarball(
  wanted: PinnedPackage,
  to: string,
  options: { readonly onProgress: OnProgress; readonly remedy: string },
): Promise<void> {
  const settings = await npmSettings();
  const step = `download ${wanted.spec}`;
  try {
    await pacote.tarball.stream(
      wanted.spec,
      async (stream) => {
        let done = 0;
        const counter = new Transform({
          transform(chunk: Buffer, _encoding, next): void {
            done += chunk.length;
            options.onProgress({ step, done, total: wanted.bytes });
            next(null, chunk);
          },
        });
        await pipeline(stream, counter, createWriteStream(to));
      },
      settings,
    );
  } catch (error) {
    throw new SejeError('DOWNLOAD_FAILED', {
      message: `Could not download ${wanted.spec} from ${String(settings['registry'])}`,
      found: messageOf(error),
      remedy: options.remedy,
      cause: error,
    });
  }
  await checkTarball(wanted, to, options.remedy);
}

/** @throws SejeError CHECKSUM_MISMATCH, FILE_NOT_FOUND */
export async function checkTarball(wanted: PinnedPackage, path: string, remedy: string): Promise<void> {
  const found = await sha256OfFile(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `Could not read the tarball ${path}`,
      found: messageOf(error),
      remedy,
      cause: error,
    });
  });
  if (found === wanted.sha256) return;
  throw new SejeError('CHECKSUM_MISMATCH', {
    message: `${path} is not the tarball of ${wanted.spec}`,
    expected: `SHA-256 ${wanted.sha256}`,
    found,
    remedy,
  });
}

/** Unpacks a local tarball; its scripts do not run. */
export async function extractTarball(path: string, directory: string): Promise<void> {
  await pacote.extract(`file:${path}`, directory, { ...(await npmSettings()) });
}

/** All npm settings that apply here, in the form that pacote takes. */
async function npmSettings(): Promise<Record<string, unknown>> {
  const config = new Config({
    npmPath: process.cwd(),
    argv: [],
    cwd: process.cwd(),
    // A copy: loading adds npm's own variables to it.
    env: { ...process.env },
    ...definitions,
  });
  await config.load();
  return { ...config.flat, ignoreScripts: true };
}
