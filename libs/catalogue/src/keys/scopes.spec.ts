import { describe, expect, it } from 'vitest';
import { SCOPES, includesScope } from './scopes.js';

describe('includesScope', () => {
  it('gives each scope those before it, none those after it', () => {
    const table = SCOPES.map((held) => SCOPES.filter((needed) => includesScope([held], needed)));
    expect(table).toEqual([['search'], ['search', 'write'], ['search', 'write', 'admin']]);
  });

  it('takes the best of several, and nothing of none', () => {
    expect(includesScope(['search', 'admin'], 'write')).toBe(true);
    expect(includesScope([], 'search')).toBe(false);
  });
});
