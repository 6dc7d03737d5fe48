import { expect, it } from 'vitest';
import type { PreprocessReport } from '../stages/preprocess.stage.js';
import { describePreprocessing } from './preprocess.command.js';

it('warns of photos whose dish has no vector', () => {
  const report = {
    read: { recipes: 9, photos: 12, dropped: {} },
    text: { terms: 5 },
    categories: { count: 1 },
    stages: [],
    categoriser: { labels: 3, labelsWithoutVectors: ['Kiwi', 'Mango'], sharesTrunk: true },
    pairs: {
      pairs: { train: 7, val: 1, test: 1 },
      photos: 12,
      dropped: {},
      categories: [{ number: 0, name: 'background', train: 7, val: 1, test: 1 }],
      photoDishes: { Soup: 8, Kiwi: 4 },
    },
  } as unknown as PreprocessReport;
  expect(describePreprocessing(report)).toMatch(/no word of 2 of the categoriser's 3 labels.*4 of 12 photos/);
  const without = { ...report, categoriser: { ...report.categoriser!, labelsWithoutVectors: [] } };
  expect(describePreprocessing(without)).not.toContain('Warning');
});
