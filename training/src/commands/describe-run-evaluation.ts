import type { LinearChoice } from '../baselines/fit-linear.js';
import type { LinearMethodName } from '../baselines/linear-settings.js';
import type { RunEvaluation } from '../stages/baselines.stage.js';
import { describeEvaluation, describePairsEvaluation } from './describe-evaluation.js';

const TITLES: Readonly<Record<LinearMethodName, string>> = { ridge: 'ridge regression', cca: 'CCA' };

/** The evaluation of a run, with the linear models on the same features below it where it has them. */
export function describeRunEvaluation(title: string, { baselines, ...report }: RunEvaluation): string {
  const tables = (['ridge', 'cca'] as const).flatMap((name) => {
    const baseline = baselines?.[name];
    if (baseline === undefined) return [];
    return [baseline, ...(baseline.furtherBagSizes ?? [])].map((size) =>
      describeEvaluation(`${TITLES[name]} on the same features`, size),
    );
  });
  return [describePairsEvaluation(title, report), ...tables].join('\n');
}

/** `ridge regression in closed form: lambda 0.3, ...`. */
export function describeChoice(
  name: LinearMethodName,
  { lambda, power, validationScore }: LinearChoice,
): string {
  const chosen = `lambda ${lambda}${power === undefined ? '' : ` and power ${power}`}`;
  return (
    `Fitted ${TITLES[name]} in closed form; the validation pairs chose ${chosen} ` +
    `(mean reciprocal rank ${validationScore.toFixed(3)}).`
  );
}
