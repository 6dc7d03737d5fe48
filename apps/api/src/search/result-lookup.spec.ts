import { describe, expect, it } from 'vitest';
import { firstResults } from './result-lookup.js';

const neighbours = ['a', 'b', 'c', 'd', 'e'].map((id, i) => ({ id, distance: i / 10 }));

/** A catalogue without some of the neighbours, and what was asked of it. */
function catalogueWithout(...gone: string[]) {
  const asked: string[][] = [];
  const lookUp = async (some: readonly { readonly id: string }[]): Promise<string[]> => {
    const ids = some.map(({ id }) => id);
    asked.push(ids);
    return ids.filter((id) => !gone.includes(id));
  };
  return { asked, lookUp };
}

describe('firstResults', () => {
  it('looks up no more than the limit where all of them are there', async () => {
    const { asked, lookUp } = catalogueWithout();
    expect(await firstResults(neighbours, 2, lookUp)).toEqual(['a', 'b']);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('takes the next ones for those that are gone, in their order', async () => {
    const { lookUp } = catalogueWithout('a', 'd');
    expect(await firstResults(neighbours, 3, lookUp)).toEqual(['b', 'c', 'e']);
  });

  it('gives what there is where neighbours are few or gone', async () => {
    expect(await firstResults(neighbours, 9, catalogueWithout('b').lookUp)).toEqual(['a', 'c', 'd', 'e']);
    expect(await firstResults(neighbours, 3, catalogueWithout('a', 'b', 'c', 'd').lookUp)).toEqual(['e']);
  });
});
