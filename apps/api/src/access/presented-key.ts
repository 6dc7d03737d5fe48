import type { IncomingHttpHeaders } from 'node:http';

/** The key that a request brings, in `x-api-key` or as a bearer token; undefined where it brings none. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}
