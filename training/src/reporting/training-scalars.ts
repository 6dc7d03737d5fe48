import type { StepEntry, ValidationEntry } from './training-log-entry.js';

/** One number of one step, under the name that TensorBoard groups it by: `group/name`. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

type Figures = Readonly<Record<string, number | null | undefined>>;

/** What a step or a validation tells, without what is no number. */
export function scalarsOf(entry: StepEntry | ValidationEntry): Scalar[] {
  if ('validation' in entry) return grouped('validation', entry.validation);
  const { loss, terms, gradientNorm, discriminator, mining, embedding, learningRate } = entry;
  const { trunkLearningRate, photosWaited } = entry;
  const { gradientNorm: discriminatorNorm, ...discriminatorTerms } = discriminator ?? {};
  return [
    ...grouped('loss', { total: loss, ...terms }),
    ...grouped('discriminator', discriminatorTerms),
    ...grouped('mining', mining),
    ...grouped('embedding', embedding),
    ...grouped('gradient_norm', { encoders: gradientNorm, discriminator: discriminatorNorm }),
    ...grouped(undefined, { learning_rate: learningRate, trunk_learning_rate: trunkLearningRate }),
    ...grouped('photos', { waited: photosWaited }),
  ];
}

function grouped(group: string | undefined, figures: Figures = {}): Scalar[] {
  return Object.entries(figures).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value)
      ? [{ tag: group === undefined ? name : `${group}/${name}`, value }]
      : [],
  );
}
