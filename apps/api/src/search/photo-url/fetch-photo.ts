import { SejeError } from '@seje/core';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { checkedLookup } from './checked-lookup.js';
import { checkedUrl, hostOf } from './checked-url.js';
import type { FetchRules } from './fetch-rules.js';
import { urlFailed, urlRefused } from './url-refusals.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const HEADERS = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'SEJE' };

/**
 * The content of an address, whatever it calls itself. Each redirect is followed by hand, so that each is checked
 * as the first address was; cookies and credentials are never sent.
 * @param signal fires when the client has gone
 * @throws SejeError PHOTO_URL_REFUSED, PHOTO_URL_FAILED, PHOTO_TOO_LARGE
 */
export async function fetchPhoto(address: string, rules: FetchRules, signal: AbortSignal): Promise<Buffer> {
  const slow = AbortSignal.timeout(rules.timeoutMs);
  const stop = AbortSignal.any([signal, slow]);
  try {
    return await followed(checkedUrl(address, rules), rules, stop);
  } catch (error) {
    throw urlFailed(slow.aborted ? new Error(`nothing whole within ${rules.timeoutMs / 1000} s`) : error);
  }
}

async function followed(first: URL, rules: FetchRules, stop: AbortSignal): Promise<Buffer> {
  let url = first;
  for (let redirects = 0; redirects <= rules.maxRedirects; redirects++) {
    const response = await requested(url, rules, stop);
    try {
      const location = redirectOf(response);
      if (location === undefined) return await contentOf(response, rules.maxBytes);
      url = checkedUrl(location, rules, url);
    } finally {
      response.destroy();
    }
  }
  throw urlRefused(`at most ${rules.maxRedirects} redirects`, 'more');
}

/** The head of the answer; its body is still to come. A connection of its own, without a proxy. */
async function requested(url: URL, rules: FetchRules, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const options = { headers: HEADERS, lookup: checkedLookup(rules), agent: false, signal } as const;
    request({ ...options, host: hostOf(url), port: url.port, path: url.pathname + url.search }, resolve)
      .on('error', reject)
      .end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return REDIRECTS.has(statusCode) ? headers.location : undefined;
}

async function contentOf(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') throw new Error(`a compressed answer (${coding}), which was not asked for`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

function tooLarge(maxBytes: number): SejeError {
  return new SejeError('PHOTO_TOO_LARGE', {
    message: 'The photo at that address is too large',
    expected: `at most ${maxBytes / 1024 / 1024} MB`,
    remedy: 'Send a smaller copy; 1000 pixels across are plenty.',
  });
}
