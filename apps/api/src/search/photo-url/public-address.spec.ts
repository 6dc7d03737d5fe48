import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.js';

const PUBLIC = `
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
  169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
  223.255.255.255 2606:4700:4700::1111 2a00:1450:4001:80e::200e 2400:cb00::1 2001:4860:4860::8888
`;

const OTHERS: Readonly<Record<string, string>> = {
  'this network': '0.0.0.0 0.0.0.1 0.1.2.3 0.255.255.255',
  private: '10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255',
  loopback: '127.0.0.1 127.0.0.2 127.255.255.254 ::1',
  'link-local': '169.254.0.1 169.254.255.255 fe80::1 febf::1 fe80::1%eth0',
  'metadata of a cloud':
    '169.254.169.254 169.254.170.2 100.100.100.200 192.0.0.192 168.63.129.16 fd00:ec2::254',
  'carrier-grade NAT': '100.64.0.0 100.127.255.255',
  multicast: '224.0.0.1 239.255.255.255 ff02::1 ff0e::1',
  'reserved and for documentation':
    '192.0.0.1 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 240.0.0.1 255.255.255.255 2001:db8::1 3fff::1 100::1',
  'unique local and site-local': 'fc00::1 fdff::1 fec0::1',
  unspecified: '::',
  'IPv4-mapped': '::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 ::FFFF:169.254.169.254',
  'IPv4-compatible and translated': '::127.0.0.1 ::7f00:1 ::ffff:0:127.0.0.1',
  NAT64: '64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b:1::1',
  '6to4 and Teredo': '2002:7f00:1:: 2002:a00:1::1 2001:0:1::1',
  'not given out': '1::1 4000::1 8000::1 5f00::1',
  'no address': 'localhost example.com 1.2.3.4.5 [::1] 256.1.1.1 1.2.3.4:80 1.2.3.4/8',
};

describe('isPublicAddress', () => {
  it.for(PUBLIC.trim().split(/\s+/))('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.for(Object.entries(OTHERS).flatMap(([kind, list]) => list.split(' ').map((address) => [kind, address])))(
    'refuses what is %s: %s',
    ([, address]) => {
      expect(isPublicAddress(address!)).toBe(false);
    },
  );

  it('refuses the empty text', () => {
    expect(isPublicAddress('')).toBe(false);
  });
});
