import { Random, type RecipeRecord } from '@seje/core';
import { type LabelledLine, findName } from './labelled-line.js';
import { type CsvReport, readLabelledCsv } from './read-labelled-csv.js';

/** Where labelled lines came from, and what could not be learned from. */
export interface LabelsReport {
  /** By path. */
  readonly files: Readonly<Record<string, CsvReport>>;
  /** Ingredient lines of the data set that carry its own labels. */
  readonly dataSet: {
    /** Lines to learn from: with a name that stands in them, and those labelled as none. */
    readonly named: number;
    readonly others: number;
    /** Lines whose name does not stand in them word by word. */
    readonly nameNotInLine: number;
    readonly repeated: number;
    /** Left out at random, so that no more than `maxLines` remain. */
    readonly beyondLimit: number;
  };
}

/** Labelled lines of CSV files, one file after the other; a line that stands in two counts once. */
export async function linesOfFiles(
  paths: readonly string[],
): Promise<{ readonly lines: LabelledLine[]; readonly reports: Record<string, CsvReport> }> {
  const reports: Record<string, CsvReport> = {};
  const byText = new Map<string, LabelledLine>();
  for (const path of paths) {
    const { lines, report } = await readLabelledCsv(path);
    reports[path] = report;
    for (const line of lines) if (!byText.has(line.text)) byText.set(line.text, line);
  }
  return { lines: [...byText.values()], reports };
}

/**
 * Labelled lines of train recipes that carry the data set's own entities (`det_ingrs.json`): a valid line with its
 * name, any other as none. Different lines alone; where there are more than `maxLines`, as many at random.
 */
export async function linesOfRecipes(
  train: AsyncIterable<RecipeRecord>,
  { maxLines, seed }: { readonly maxLines: number; readonly seed: number },
): Promise<{ readonly lines: LabelledLine[]; readonly report: LabelsReport['dataSet'] }> {
  const random = Random.derived(seed, 'tagger lines');
  const kept: LabelledLine[] = [];
  const seen = new Set<string>();
  const counts = { nameNotInLine: 0, repeated: 0 };
  let different = 0;
  for await (const { ingredients, entities } of train) {
    for (const [i, entity] of entities?.entries() ?? []) {
      const text = ingredients[i]!;
      const line = labelled(text, entity);
      if (line === undefined) counts.nameNotInLine++;
      else if (seen.has(text)) counts.repeated++;
      else {
        seen.add(text);
        different++;
        // reservoir sampling (Vitter 1985, algorithm R)
        const at = different <= maxLines ? kept.length : random.int(different);
        if (at < maxLines) kept[at] = line;
      }
    }
  }
  const named = kept.filter(({ isIngredient }) => isIngredient).length;
  const beyondLimit = different - kept.length;
  return { lines: kept, report: { named, others: kept.length - named, ...counts, beyondLimit } };
}

function labelled(text: string, entity: string | null): LabelledLine | undefined {
  if (entity === null) return { text, isIngredient: false };
  const name = findName(text, entity);
  return name === undefined ? undefined : { text, isIngredient: true, name };
}
