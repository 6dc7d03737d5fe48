import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { sha256, sha256OfFile, writeFileDurably } from '@seje/core';
import { readCategoriserState, taggerFiles, writeCategoriserState } from '@seje/preprocessing';
import { join } from 'node:path';
import { categoriserFingerprint } from '../fitting/categoriser-files.js';
import type { FittedSentences } from '../fitting/sentence-encoder/fit-sentence-encoder.js';
import { PHASE_ONE_WEIGHTS, type PhaseOneNetwork } from '../interchange/phase-one-weights.js';
import type { NamedWeights } from '../networks/named-weights.js';
import type { CategoriserOutcome } from './phase-one/categoriser.stage.js';
import { type Made, madeOf } from './phase-one/phase-one-stages.js';
import type { RunFolder } from './run-folder.js';
import { phaseOneFile } from './run-networks.js';

/**
 * Puts other weights in the place of a network that Phase I trained. The stage that trained it then counts as having
 * made this one, so that `preprocess` makes anew what is built on it, the features at the end.
 * @returns false where they are the weights that are there
 * @throws SejeError FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function placePhaseOneNetwork(
  run: RunFolder,
  network: PhaseOneNetwork,
  weights: NamedWeights,
): Promise<boolean> {
  const path = phaseOneFile(run, network);
  const onnx = PHASE_ONE_WEIGHTS[network].write(weights);
  if (sha256(onnx) === (await sha256OfFile(path))) return false;
  await run.forget('preprocess');
  await writeFileDurably(path, onnx);
  await REVISIONS[network](run, sha256(onnx));
  return true;
}

/** What a stage of Phase I says of its network, brought up to date. */
const REVISIONS: Readonly<Record<PhaseOneNetwork, (run: RunFolder, onnxSha256: string) => Promise<void>>> = {
  'sentence-encoder': (run, encoderSha256) =>
    run.revise<Made<FittedSentences>>('sentence-encoder', async ({ report }) =>
      madeOf([phaseOneFile(run, 'sentence-encoder')], {
        ...report,
        state: { ...report.state, encoderSha256 },
      }),
    ),
  'ingredient-tagger': (run) =>
    run.revise<Made<unknown>>('tagger', async ({ report }) =>
      madeOf(Object.values(taggerFiles(run.text)), report),
    ),
  categoriser: async (run, onnxSha256) => {
    const { categoriser, categoriserState, labelVectors } = OPTIONAL_BUNDLE_FILES;
    const state = join(run.categoriser, categoriserState);
    await writeCategoriserState(state, { ...(await readCategoriserState(state)), sha256: onnxSha256 });
    const files = [categoriser, categoriserState, labelVectors].map((file) => join(run.categoriser, file));
    await run.revise<Made<CategoriserOutcome>>('categoriser', async ({ report }) =>
      madeOf(files, { ...report, fingerprint: await categoriserFingerprint(run.categoriser) }),
    );
  },
};
