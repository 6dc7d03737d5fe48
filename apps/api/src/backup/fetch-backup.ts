import { Readable } from 'node:stream';
import { SejeError, messageOf } from '@seje/core';
import { BYTES_AT_MOST } from './backup-answer.js';
import type { StartedBackup } from './backups.js';

/**
 * Asks a running service for a backup.
 * @param url of the service
 * @throws SejeError DOWNLOAD_FAILED
 */
export async function fetchBackup(url: string, key: string): Promise<StartedBackup> {
  const answer = await ask(new URL('v1/admin/backup', url.endsWith('/') ? url : `${url}/`), key);
  if (!answer.ok || answer.body === null) throw failed(url, await reasonOf(answer));
  return {
    tar: Readable.fromWeb(answer.body),
    bytesAtMost: Number(answer.headers.get(BYTES_AT_MOST) ?? 0),
  };
}

async function ask(address: URL, key: string): Promise<Response> {
  try {
    return await fetch(address, { headers: { 'x-api-key': key } });
  } catch (error) {
    // What fetch throws says no more than that it failed; its cause says why.
    const why = error instanceof Error ? (error.cause ?? error) : error;
    throw failed(address.origin, messageOf(why), error);
  }
}

/** The detail of the service's problem+json. */
async function reasonOf(answer: Response): Promise<string> {
  const problem: unknown = await answer.json().catch(() => undefined);
  const hasDetail = typeof problem === 'object' && problem !== null && 'detail' in problem;
  return `${answer.status} ${hasDetail ? String(problem.detail) : answer.statusText}`;
}

function failed(where: string, found: string, cause?: unknown): SejeError {
  return new SejeError('DOWNLOAD_FAILED', {
    message: `The service at ${where} gave no backup`,
    found,
    remedy: 'Give the address of the running service, and a key with scope admin.',
    cause,
  });
}
