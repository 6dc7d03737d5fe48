import type { Random } from '@seje/core';

type Header = readonly [string, string];

/** Values for headers that the service reads; as latin1 they are sent byte for byte. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'content-type': [
    '',
    'application/json; charset=utf-16',
    'application/json;;;',
    'APPLICATION/JSON',
    'application/x-ndjson; a="',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(300)}`,
    'multipart/form-data; boundary="x-boundary"; boundary=y',
    'image/',
    'image/\xff',
    '*/*',
    '__proto__',
  ],
  'if-match': [
    '*',
    '"',
    '""',
    '"1"',
    'W/"1"',
    '"1", "2"',
    '"\xff"',
    '1',
    '"99999999999999999999"',
    `"${'a'.repeat(5000)}"`,
    '"1",'.repeat(500),
  ],
  'if-none-match': ['*', '"', '"1-abc"', 'W/', ', ,', '"a" "b"'],
  'idempotency-key': ['', ' ', 'a', 'one-and-the-same', 'a'.repeat(201), '\xe4', 'a b', 'a,b'],
  'x-api-key': ['', 'seje_1_2', `seje_${'0'.repeat(12)}_${'a'.repeat(64)}`, 'x'.repeat(5000), '\xff\xfe'],
  authorization: ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer seje_', 'bearer \xff'],
  'x-request-id': ['a b', '\xff', 'a'.repeat(1000), '{"a":1}'],
  'x-forwarded-for': ['1.2.3.4', '::1', 'a'.repeat(3000)],
  accept: ['', 'text/html', '*/*;q=9', 'application/json;q=0'],
  'accept-encoding': ['br;q=1, gzip;q=0', '*', '\xff'],
  range: ['bytes=0-', 'bytes=5-1', 'bytes=-99999999999999999999'],
  'content-encoding': ['gzip', 'identity', 'br, gzip', '\xff'],
  expect: ['100-continue', 'nonsense'],
  connection: ['close', 'upgrade', 'keep-alive, content-type'],
  upgrade: ['websocket', 'h2c'],
  host: ['', 'a b', 'evil.example:99999', '[::1'],
  origin: ['null', 'https://evil.example', '\xff'],
  cookie: ['a=b; '.repeat(1000)],
  'if-modified-since': ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  'x-http-method-override': ['DELETE'],
};

/** Some of the request's own headers replaced, some added. */
export function withOddHeaders(headers: readonly Header[], random: Random): Header[] {
  const out = [...headers];
  for (let changes = Math.max(0, random.int(5) - 2); changes > 0; changes--) {
    const name = random.pick(Object.keys(VALUES));
    const changed: Header = [name, random.pick(VALUES[name]!)];
    const at = out.findIndex(([own]) => own === name);
    if (at === -1 || random.float() < 0.3) out.push(changed);
    else out[at] = changed;
  }
  if (random.float() < 0.02) out.push(...Array.from({ length: 500 }, (_, i): Header => [`x-${i}`, 'y']));
  if (random.float() < 0.02) out.push(['x-large', 'x'.repeat(20_000)]);
  return out;
}
