import { describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { armSettings } from '../comparison/arm.js';
import { FACTORS, REFERENCE, fullGrid, levelsOf, oneAtATime } from './arms.js';

const levels = levelsOf({ bert: '/minilm', categoriser: '/categoriser' });
const base = { name: 'base', text: { minCount: 2 }, network: { jointDimension: 256 } };

describe('the arms of an ablation', () => {
  it('are every combination once, each a valid experiment that keeps what is not varied', () => {
    const arms = fullGrid(levels);
    const combinations = FACTORS.reduce((product, factor) => product * Object.keys(levels[factor]).length, 1);
    expect(new Set(arms.map(({ name }) => name)).size).toBe(combinations);
    const experiments = arms.map((arm) => experimentOf(armSettings(base, arm)));
    for (const { text, network } of experiments) {
      expect({ minCount: text.minCount, width: network.jointDimension }).toEqual({ minCount: 2, width: 256 });
    }
    expect(new Set(experiments.map((experiment) => JSON.stringify(experiment))).size).toBe(combinations);
  });

  it('differ from the reference in one factor at most where one is changed at a time', () => {
    const names = oneAtATime(levels, REFERENCE).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['tf-idf+mean+none', 'bert+mean+none', 'tf-idf+none+none']));
    expect(names).not.toContain('bert+none+none');
    expect(names).toHaveLength(
      1 + FACTORS.reduce((sum, factor) => sum + Object.keys(levels[factor]).length - 1, 0),
    );
  });

  it('say what they lack', () => {
    const lacking = fullGrid(levelsOf({})).filter(({ missing }) => missing.length > 0);
    expect(lacking.find(({ name }) => name === 'bert+mean+none')!.missing[0]).toContain('minilm:install');
    expect(lacking.find(({ name }) => name === 'none+none+seen')!.missing[0]).toContain('categoriser');
    expect(lacking.every(({ name }) => /bert|seen/.test(name))).toBe(true);
  });
});
