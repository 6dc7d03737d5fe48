import { describe, expect, it } from 'vitest';
import { isLoopback } from './loopback.js';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost'])(
    '%s stays on this machine',
    (address) => expect(isLoopback(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '::',
    '192.168.0.7',
    '::ffff:192.168.0.7',
    '128.0.0.1',
    'localhost.example',
    '',
    '127.1',
  ])('"%s" may not', (address) => expect(isLoopback(address)).toBe(false));
});
