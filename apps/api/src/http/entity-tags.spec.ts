import { describe, expect, it } from 'vitest';
import { checkPreconditions, entityTag, isNotModified, preconditionsOf } from './entity-tags.js';

const holds = (headers: Record<string, string>, current: string | undefined): boolean => {
  try {
    checkPreconditions({ what: 'It', current }, preconditionsOf(headers));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'REVISION_CONFLICT' });
    return false;
  }
};

describe('preconditions', () => {
  it.each<[Record<string, string>, string | undefined, boolean]>([
    [{}, undefined, true],
    [{ 'if-match': '*' }, '7', true],
    [{ 'if-match': '*' }, undefined, false],
    [{ 'if-match': '"7"' }, '7', true],
    [{ 'if-match': '"6", "7"' }, '7', true],
    [{ 'if-match': '"6"' }, '7', false],
    [{ 'if-match': 'W/"7"' }, '7', false],
    [{ 'if-none-match': '*' }, '7', false],
    [{ 'if-none-match': '*' }, undefined, true],
    [{ 'if-none-match': 'W/"7"' }, '7', false],
    [{ 'if-none-match': '"6"' }, '7', true],
  ])('%j on %j: %j', (headers, current, expected) => {
    expect(holds(headers, current)).toBe(expected);
  });

  it.each(['7', '"7', '"7" "8"', '', '"a\tb"', ','])('refuse the header %j', (header) => {
    const invalid = expect.objectContaining({ code: 'REQUEST_INVALID' }) as Error;
    expect(() => preconditionsOf({ 'if-match': header })).toThrow(invalid);
  });

  it('may compare a part of the tag', () => {
    const headers = preconditionsOf({ 'if-match': '"7-abc"' });
    const revision = (tag: string): string => tag.split('-')[0]!;
    expect(() => checkPreconditions({ what: 'It', current: '7' }, headers, revision)).not.toThrow();
  });
});

describe('isNotModified', () => {
  it.each([
    ['"7"', true],
    ['W/"7"', true],
    ['"6", "7"', true],
    ['*', true],
    ['"6"', false],
    ['7', false],
  ])('%s: %j', (header, expected) => {
    expect(isNotModified({ 'if-none-match': header }, entityTag(7))).toBe(expected);
  });
});
