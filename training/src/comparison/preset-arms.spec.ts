import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExperimentSettings, experimentOf } from '../experiment.js';
import { armSettings } from './arm.js';
import { PRESETS, type Preset, atPaperWidth, linearArms, presetArms, withoutOneIdea } from './preset-arms.js';

const presets = Object.fromEntries(
  PRESETS.map((name) => {
    const url = new URL(`../../experiments/${name}.json`, import.meta.url);
    return [name, JSON.parse(readFileSync(url, 'utf8')) as ExperimentSettings];
  }),
) as Record<Preset, ExperimentSettings>;
const base = { name: 'base', text: { keyTerms: 'spec' as const }, network: { jointDimension: 256 } };
const arms = presetArms({ presets, categoriser: '/dishes' });
const seje = arms.find(({ name }) => name === 'seje')!;

describe('the presets as arms of a comparison', () => {
  it("are valid experiments with the preset's loss and rating and the base's everything else", () => {
    for (const arm of arms) {
      const own = experimentOf(presets[arm.name as Preset]);
      const experiment = experimentOf(armSettings(base, arm));
      expect(experiment.loss, arm.name).toEqual(own.loss);
      expect(experiment.text, arm.name).toMatchObject({ rater: own.text.rater, keyTerms: 'spec' });
      expect(experiment.network.jointDimension).toBe(256);
    }
  });

  it('give f_cat to SEJE alone', () => {
    const seeing = arms.filter(({ settings }) => settings.image?.categoriser !== undefined);
    expect(seeing.map(({ name }) => name)).toEqual(['seje-released', 'seje']);
  });

  it("have linear baselines on SEJE's features", () => {
    const experiments = linearArms(seje).map((arm) => experimentOf(armSettings(base, arm)));
    expect(experiments.map(({ method }) => [method?.name, method?.sentences])).toEqual([
      ['ridge', false],
      ['ridge', true],
      ['cca', false],
      ['cca', true],
    ]);
    for (const { text, image } of experiments) {
      const full = experimentOf(armSettings(base, seje));
      expect({ text, image }).toEqual({ text: full.text, image: full.image });
    }
  });

  it('leave out one idea of SEJE at a time', () => {
    const full = experimentOf(armSettings(base, seje));
    const [negatives, alignment, discriminator, category] = withoutOneIdea(seje).map((arm) => ({
      ...experimentOf(armSettings(base, arm)),
      name: full.name,
    }));
    expect(negatives).toEqual({ ...full, loss: { ...full.loss, negatives: 'instance' } });
    expect(alignment!.loss).toEqual({ ...full.loss, category: { ...full.loss.category, weight: 0 } });
    expect(discriminator!.loss).toEqual({
      ...full.loss,
      discriminator: { ...full.loss.discriminator, weight: 0 },
    });
    expect(category!.image).toEqual({ ...full.image, categoriser: undefined });
    expect(category!.loss).toEqual(full.loss);
  });

  it('has no arm without f_cat where SEJE has none', () => {
    const without = presetArms({ presets }).find(({ name }) => name === 'seje');
    expect(withoutOneIdea(without!)).toHaveLength(3);
  });

  it('can be as wide as the paper', () => {
    const { network } = experimentOf(armSettings(base, atPaperWidth(seje)));
    expect([network.jointDimension, network.sentenceHidden, network.termHidden]).toEqual([1024, 1024, 1024]);
  });
});
