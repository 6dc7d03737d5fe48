import { isIP } from 'node:net';
import type { FetchRules } from './fetch-rules.js';
import { urlRefused } from './url-refusals.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * An address that may be asked for, as far as its text tells; what its host name resolves to is checked when the
 * connection is made.
 * @param base of a redirect: the address that redirects
 * @throws SejeError PHOTO_URL_REFUSED
 */
export function checkedUrl(text: string, rules: Pick<FetchRules, 'ports' | 'isAllowed'>, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) {
    throw urlRefused('a whole address, such as https://example.com/dish.jpg', 'another text');
  }
  const url = new URL(text, base);
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined) throw urlRefused('http or https', `\`${url.protocol}\``);
  if (url.username !== '' || url.password !== '') {
    throw urlRefused('an address without user name and password', 'one with them');
  }
  const port = url.port === '' ? defaultPort : Number(url.port);
  if (!rules.ports.has(port)) throw urlRefused(`port ${[...rules.ports].join(' or ')}`, `port ${port}`);
  // A socket that is given an address looks nothing up, so that no other check would see it.
  const host = hostOf(url);
  if (isIP(host) !== 0 && !rules.isAllowed(host)) throw urlRefused('a public address', 'one that is not');
  return url;
}

/** Host name or address; of IPv6 without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
