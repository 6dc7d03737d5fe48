import { type LookupAddress, promises as dns } from 'node:dns';
import { isPublicAddress } from './public-address.js';

/** Where photos may be fetched from, and how much of it. */
export interface FetchRules {
  readonly ports: ReadonlySet<number>;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  /** For all of it: names, redirects, the photo; milliseconds. */
  readonly timeoutMs: number;
  /** Every address of a host must be allowed. */
  readonly isAllowed: (address: string) => boolean;
  /** All addresses of a host name. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
}

/** The rules of the service; tests bring a resolver and allow the loopback address. */
export function publicRules(limits: Pick<FetchRules, 'ports' | 'maxBytes'>): FetchRules {
  return {
    ...limits,
    maxRedirects: 3,
    timeoutMs: 10_000,
    isAllowed: isPublicAddress,
    resolve: (host) => dns.lookup(host, { all: true }),
  };
}
