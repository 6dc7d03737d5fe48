import type { IngredientLine } from '@seje/preprocessing';
import { describe, expect, it } from 'vitest';
import { TaggedLineCounter } from './tagged-line-counter.js';
import { taggerScores } from './tagger-scores.js';

describe('taggerScores', () => {
  it('counts words, whole lines, True and False', () => {
    const scores = taggerScores([
      // 2 of 2 words; whole
      { isIngredient: true, name: { start: 1, end: 3 }, nameLogits: [-1, 2, 2], lineLogit: 3 },
      // 1 of 2 words, one too many
      { isIngredient: true, name: { start: 0, end: 2 }, nameLogits: [-1, 2, 2], lineLogit: -1 },
      // none of 1
      { isIngredient: true, name: { start: 0, end: 1 }, nameLogits: [-1], lineLogit: 1 },
      { isIngredient: false, nameLogits: [4], lineLogit: -1 },
    ]);
    expect(scores.wordF1).toBeCloseTo((2 * 3) / (4 + 5), 12);
    expect(scores).toMatchObject({
      namedLines: 3,
      wholeLine: 1 / 3,
      ingredientsFound: 2 / 3,
      othersFound: 1,
    });
  });
});

describe('TaggedLineCounter', () => {
  it('counts outcomes and keeps different examples of what the tagger did not name', () => {
    const counter = new TaggedLineCounter();
    const line = (text: string, outcome: IngredientLine['outcome'], entities: string[] = []) => ({
      text,
      outcome,
      entities,
      isIngredient: outcome === 'named',
      terms: [],
    });
    counter.add([line('salt', 'named', ['salt']), line('5 dried dates', 'rescued', ['dates'])]);
    counter.add([line('For the sauce:', 'dropped'), line('For the sauce:', 'dropped')]);
    expect(counter.report()).toEqual({
      lines: { named: 1, rescued: 1, dropped: 2 },
      examples: { rescued: { '5 dried dates': 'dates' }, dropped: ['For the sauce:'] },
    });
  });
});
