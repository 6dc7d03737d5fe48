import ipaddr from 'ipaddr.js';

/** IPv6 addresses that are given out at all (RFC 4291, IANA's registry). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Addresses of the public range that a cloud answers only from inside: Azure's host of metadata and settings. */
const OF_A_CLOUD = new Set(['168.63.129.16']);

/**
 * Whether an address is one of the public internet: not private, loopback, link-local (where clouds have their
 * metadata), carrier-grade NAT, multicast, reserved, nor an IPv6 form of an IPv4 address (mapped, NAT64, 6to4,
 * Teredo), behind which any of these could hide.
 * @param address as a resolver gives it; anything else counts as not public
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || OF_A_CLOUD.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}
