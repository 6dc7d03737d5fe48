import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

const ADMIN_KEY = 'the "admin" key/of tests';
const KEY = `seje_0123456789ab_${'s'.repeat(43)}`;

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ logLevel: 'trace', adminKey: ADMIN_KEY }, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('createLogger', () => {
  it('strikes out headers that bring secrets, wherever they stand', () => {
    const headers = {
      authorization: 'Basic c2VjcmV0',
      'x-api-key': 'c2VjcmV0',
      cookie: 'c2VjcmV0',
      host: 'here',
    };
    const text = logged((logger) => {
      logger.info(headers);
      logger.info({ headers });
      logger.info({ req: { headers } });
      logger.info({ res: { headers: { 'set-cookie': 'c2VjcmV0' } } });
    });
    expect(text).not.toContain('c2VjcmV0');
    expect(text.match(/\[secret\]/g)).toHaveLength(10);
    expect(text).toContain('"host":"here"');
  });

  it('strikes out keys within texts and errors', () => {
    const text = logged((logger) => {
      logger.info({ url: `/v1/recipes/${KEY}` }, `asked with ${KEY}`);
      logger.error({ err: new Error(`no ${ADMIN_KEY}`) }, encodeURIComponent(ADMIN_KEY));
    });
    expect(text).not.toContain('s'.repeat(43));
    expect(text).not.toMatch(/of tests|of%20tests/);
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  });
});
