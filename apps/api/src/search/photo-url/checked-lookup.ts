import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import type { FetchRules } from './fetch-rules.js';
import { urlRefused } from './url-refusals.js';

/**
 * The `lookup` of a socket: it connects to an address that was checked here, since no one else looks the name
 * up. One address that is not allowed among many is enough to refuse: a public site has none.
 */
export function checkedLookup({
  resolve,
  isAllowed,
}: Pick<FetchRules, 'resolve' | 'isAllowed'>): LookupFunction {
  const checked = async (host: string): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
    const [first, ...others] = await resolve(host);
    if (first === undefined) throw urlRefused('a host that has an address', 'one that has none');
    if (![first, ...others].every(({ address }) => isAllowed(address))) {
      throw urlRefused('a host with public addresses', 'another address among them');
    }
    return [first, ...others];
  };
  const looked = callbackify(checked);
  return (host, { all }, callback) => {
    looked(host, (error, addresses) => {
      if (error !== null) callback(error, '');
      else if (all === true) callback(null, [...addresses]);
      else callback(null, addresses[0].address, addresses[0].family);
    });
  };
}
