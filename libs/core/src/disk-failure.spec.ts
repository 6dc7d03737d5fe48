import { describe, expect, it } from 'vitest';
import { diskFailure } from './disk-failure.js';

describe('diskFailure', () => {
  const failed = (code: string) =>
    diskFailure(Object.assign(new Error(`${code}: no`), { code }), { message: 'Could not write it' });

  it('tells a full disk from one that cannot be written', () => {
    expect([failed('ENOSPC').code, failed('EDQUOT').code]).toEqual(['DISK_FULL', 'DISK_FULL']);
    expect([failed('EROFS').code, failed('EACCES').code]).toEqual(['DISK_WRITE_FAILED', 'DISK_WRITE_FAILED']);
    expect(diskFailure('odd', { message: 'Could not write it' }).code).toBe('DISK_WRITE_FAILED');
  });

  it("has the system's own words", () => {
    expect(failed('ENOSPC').message).toBe('Could not write it; found ENOSPC: no.');
  });
});
