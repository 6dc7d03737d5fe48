import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CategoriserReport,
  categoriserFingerprint,
  placeCategoriser,
} from '../../fitting/categoriser-files.js';
import type { FitTermsReport } from '../../fitting/fit-terms.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';

const VERSION = 1;

/** What a run's categoriser is. */
export interface CategoriserOutcome {
  /** Of its network, labels and trunk: what its predictions depend on. */
  readonly fingerprint: string;
  readonly report: CategoriserReport;
}

/** Where the experiment names a categoriser: copies it into the run, with f_cat of its labels. */
export async function categoriserStage(
  { run, stages, experiment, backbone }: PhaseOne,
  { terms, textState }: { readonly terms: Made<FitTermsReport>; readonly textState: Made<unknown> },
): Promise<Made<CategoriserOutcome | null>> {
  const from = experiment.image.categoriser;
  const { categoriser, categoriserState, labelVectors } = OPTIONAL_BUNDLE_FILES;
  const stage = { name: 'categoriser', version: VERSION } as const;
  if (from === undefined) {
    return stages.run({ ...stage, inputs: {}, files: [] }, async () => {
      await rm(run.categoriser, { recursive: true, force: true });
      return null;
    });
  }
  const fingerprint = await categoriserFingerprint(from);
  const trunk = backbone.fingerprint;
  const inputs = { fingerprint, trunk, terms: terms.sha256, textState: textState.sha256 };
  const files = [categoriser, categoriserState, labelVectors].map((file) => join(run.categoriser, file));
  return stages.run({ ...stage, inputs, files }, async () => {
    const report = await placeCategoriser({
      from,
      to: run.categoriser,
      text: run.text,
      trunkFingerprint: trunk,
    });
    return { fingerprint, report };
  });
}
