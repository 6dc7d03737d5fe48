import type { Random } from '@seje/core';

/** Pieces of text that programs stumble over. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\ufeff',
  '\u202e\u2066',
  'e\u0301'.repeat(50),
  '👩‍🍳'.repeat(20),
  'İıßﬁ',
  '../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%zz',
  "'; DROP TABLE recipes; --",
  '{{7*7}}${7*7}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '1e999',
  '-0',
  '"',
  '\\',
  '\r\nx: y',
  'a'.repeat(600),
  'ä'.repeat(3_000),
  'word '.repeat(2_000),
  'a'.repeat(100_000),
];

/** JSON values, as text, since some are none that JavaScript can hold. */
export function oddJson(random: Random): string {
  const depth = 1 + random.int(300);
  return random.pick([
    () => 'null',
    () => 'true',
    () => '[]',
    () => '{}',
    () => '0',
    () => '-1',
    () => '1e400',
    () => '-1e-400',
    () => '9'.repeat(400),
    () => '12345678901234567890',
    () => `${'['.repeat(depth)}${']'.repeat(depth)}`,
    () => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    () => `[${Array.from({ length: 300 }, () => '"apple"').join(',')}]`,
    () => '"\\u0000"',
    () => '"\\ud800"',
    () => '"\\udc00\\ud800"',
    () => '{"__proto__": {"isAdmin": true}}',
    () => '{"constructor": {"prototype": {}}}',
    () => '{"toString": 1, "length": -1}',
    () => JSON.stringify(random.pick(ODD_TEXTS)),
    () => JSON.stringify([random.pick(ODD_TEXTS), random.pick(ODD_TEXTS)]),
  ])();
}
