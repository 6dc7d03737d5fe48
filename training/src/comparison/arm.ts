import type { ExperimentSettings } from '../experiment.js';

type Section = 'text' | 'categories' | 'image' | 'network' | 'loss' | 'training';
/** Settings laid over an experiment's, section by section. */
export type Overrides = { readonly [S in Section]?: NonNullable<ExperimentSettings[S]> } & {
  /** A linear model in place of the networks. */
  readonly method?: ExperimentSettings['method'];
};

const SECTIONS: readonly Section[] = ['text', 'categories', 'image', 'network', 'loss', 'training'];

/** One system of a comparison: what it does otherwise than the base that all have in common. */
export interface Arm {
  /** Lower-case words; names its files. */
  readonly name: string;
  readonly settings: Overrides;
  /** What of an ablation it stands for, by factor. */
  readonly choice?: Readonly<Record<string, string>>;
  /** What it needs and does not have. */
  readonly missing: readonly string[];
}

/** Whether chance has a part in an arm, so that seeds give it a spread. */
export function isSeeded({ settings }: Arm): boolean {
  return settings.method === undefined;
}

/** The experiment of an arm: its settings over the base's. */
export function armSettings(base: ExperimentSettings, { settings, name }: Arm): ExperimentSettings {
  return {
    ...base,
    ...overlaid([base, settings]),
    name: `${base.name}-${name.replaceAll('+', '-')}`,
  };
}

/** Later settings win, field by field of each section. */
export function overlaid(all: readonly Overrides[]): Overrides {
  const of = <S extends Section>(section: S): Overrides[S] =>
    Object.assign({}, ...all.map((settings) => settings[section]));
  const method = all.findLast((settings) => settings.method !== undefined)?.method;
  return {
    ...Object.fromEntries(SECTIONS.map((section) => [section, of(section)])),
    ...(method && { method }),
  };
}
