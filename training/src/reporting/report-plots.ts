import type { LinePlot } from './line-plot.js';
import type { TrainingHistory } from './training-history.js';

/** One plot of a report: the curves whose tags it takes, where there are any. */
interface PlotPlan {
  readonly title: string;
  /** Label of the vertical axis. */
  readonly y: string;
  readonly scale?: 'log';
  readonly takes: RegExp;
}

/** What a run is judged by comes first, what explains it after its losses. */
const VALIDATION: readonly PlotPlan[] = [
  { title: 'Validation: median rank (1 is best)', y: 'MedR', takes: /^validation\/medianRank$/ },
  { title: 'Validation: recall', y: 'share of queries', takes: /^validation\/recall/ },
  { title: 'Validation: score that training selects by', y: 'score', takes: /^validation\/score$/ },
];
const OTHERS: readonly PlotPlan[] = [
  { title: 'Mined triplets: distances', y: 'distance', takes: /^mining\/.*Distance$/ },
  { title: 'Mined triplets: shares', y: 'share', takes: /^mining\/(?!.*Distance$)/ },
  { title: 'Embeddings: norms before L2', y: 'mean norm', takes: /^embedding\/.*Norm$/ },
  { title: 'Embeddings: similarities', y: 'mean cosine', takes: /^embedding\/.*Similarity$/ },
  { title: 'Discriminator', y: 'value', takes: /^discriminator\// },
  { title: 'Gradient norms', y: 'norm', scale: 'log', takes: /^gradient_norm\// },
  { title: 'Learning rate', y: 'step size', scale: 'log', takes: /learning_rate$/ },
  { title: 'Waiting for photos', y: 'seconds a step', takes: /^photos\/waited$/ },
];

const LOSS = /^loss\//;

/** The plots of a run that have curves; one for each loss term, as they differ in size by magnitudes. */
export function reportPlots(history: TrainingHistory): LinePlot[] {
  const tags = history.tags();
  const losses = tags.filter((tag) => LOSS.test(tag));
  const shown = losses.length === 2 ? losses.slice(0, 1) : losses; // a single term is the total
  const lossPlans = shown.map((tag): PlotPlan => {
    const title = tag === 'loss/total' ? 'Loss' : `Loss term: ${wordsOf(tag)}`;
    return { title, y: 'loss', takes: new RegExp(`^${tag}$`) };
  });
  return [...VALIDATION, ...lossPlans, ...OTHERS].flatMap(({ title, y, scale, takes }) => {
    const drawn = tags.filter((tag) => takes.test(tag));
    if (drawn.length === 0) return [];
    const series = drawn.map((tag) => ({
      name: wordsOf(tag),
      points: history.points(tag).map(({ step, value }) => [step, value] as const),
    }));
    return [{ title, x: { label: 'step' }, y: { label: y, ...(scale && { scale }) }, series }];
  });
}

/** `mining/classNegativeDistance` -> `class negative distance`, `validation/recallAt5` -> `R@5`. */
function wordsOf(tag: string): string {
  const name = tag.slice(tag.indexOf('/') + 1);
  return name
    .replace(/^recallAt/, 'R@')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replaceAll('_', ' ');
}
