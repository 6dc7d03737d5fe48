import type { ExperimentSettings } from '../experiment.js';
import type { Arm, Overrides } from './arm.js';

/** Systems that are compared, in the order of their papers; each an experiment file of that name. */
export const PRESETS = ['jesr', 'adamine', 'acme', 'msje', 'seje-released', 'seje'] as const;
export type Preset = (typeof PRESETS)[number];

/** Width of the joint space, the term layer and the LSTM in the paper. */
const PAPER_WIDTH = 1024;

export interface PresetSources {
  /** What each preset's experiment file says. */
  readonly presets: Readonly<Record<Preset, ExperimentSettings>>;
  /** What `seje categoriser` wrote: SEJE's f_cat. Absent: SEJE goes without. */
  readonly categoriser?: string | undefined;
}

/**
 * The presets as arms of a comparison on a data set smaller than Recipe1M: of each its loss, its rating of the terms
 * and, for SEJE, f_cat; widths, lengths and step sizes are the base's, the same for all.
 */
export function presetArms({ presets, categoriser }: PresetSources): Arm[] {
  return PRESETS.map((name) => {
    const { loss, text } = presets[name];
    const settings: Overrides = {
      ...(loss && { loss }),
      text: { rater: text?.rater ?? 'tf-idf' },
      image: seesDishes(name) ? { categoriser } : {},
    };
    return { name, settings, missing: [] };
  });
}

function seesDishes(preset: Preset): boolean {
  return preset === 'seje' || preset === 'seje-released';
}

/** The linear baselines on the features of SEJE, from terms alone and with the mean of the sentences beside them. */
export function linearArms(seje: Arm): (Arm & { readonly title: string })[] {
  const methods = ['ridge', 'cca'] as const;
  return methods.flatMap((name) =>
    [false, true].map((sentences) => ({
      name: sentences ? `${name}-sentences` : name,
      title: sentences ? `${name}, f_term and mean f_sent` : `${name}, f_term`,
      settings: {
        text: seje.settings.text ?? {},
        image: seje.settings.image ?? {},
        method: { name, sentences },
      },
      missing: [],
    })),
  );
}

/** SEJE without one of its ideas, by title; each differs from the arm `seje` in nothing else. */
export function withoutOneIdea(seje: Arm): (Arm & { readonly title: string })[] {
  const { loss, image } = seje.settings;
  const { category, discriminator } = loss ?? {};
  const without = (name: string, title: string, settings: Overrides): Arm & { readonly title: string } => ({
    name: `seje-without-${name}`,
    title,
    settings: { ...seje.settings, ...settings },
    missing: [],
  });
  const arms = [
    without('class-negatives', 'no double negative sampling', { loss: { ...loss, negatives: 'instance' } }),
    without('category-alignment', 'no L_CA', { loss: { ...loss, category: { ...category, weight: 0 } } }),
    without('discriminator', 'no L_DA', {
      loss: { ...loss, discriminator: { ...discriminator, weight: 0 } },
    }),
  ];
  const { categoriser: _, ...withoutCategoriser } = image ?? {};
  if (image?.categoriser !== undefined)
    arms.push(without('category-embedding', 'no f_cat', { image: withoutCategoriser }));
  return arms;
}

/** The same arm as wide as the paper's networks. */
export function atPaperWidth(arm: Arm): Arm {
  const wide = { jointDimension: PAPER_WIDTH, sentenceHidden: PAPER_WIDTH, termHidden: PAPER_WIDTH };
  return {
    ...arm,
    name: `${arm.name}-${PAPER_WIDTH}`,
    settings: { ...arm.settings, network: { ...arm.settings.network, ...wide } },
  };
}
