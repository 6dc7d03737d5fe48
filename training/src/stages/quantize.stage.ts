import {
  type Bundle,
  OPTIONAL_BUNDLE_FILES,
  type QuantizedPrecision,
  openBundle,
  writeBundle,
} from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import { evaluateRetrieval } from '@seje/retrieval';
import { rm } from 'node:fs/promises';
import { type PairsOfBundleOptions, pairsOfBundle } from '../evaluation/pairs-of-bundle.js';
import { experimentOfBundle } from '../experiment.js';
import { filesOf, variantParts } from '../export/quantization/variant-parts.js';
import {
  type Compared,
  type VariantReport,
  assertLossAllowed,
  figuresOf,
  parityOf,
  recallLossOf,
  worstLoss,
} from '../export/quantization/variant-report.js';
import { encoderLatency, timedRecords } from './encoder-latency.js';
import type { RunFolder } from './run-folder.js';

export interface QuantizeOptions extends Omit<PairsOfBundleOptions, 'photoFeatures'> {
  readonly precision: QuantizedPrecision;
  /** Points of R@10 that the variant may lose against float32, in either direction. */
  readonly maxRecallLoss: number;
}

export interface QuantizedBundle {
  readonly bundle: Bundle;
  readonly report: VariantReport;
}

/**
 * Makes a variant of the run's bundle with smaller weights, `bundle-<precision>`. Both embed the pairs of a
 * partition; what the variant loses is written into it, and one that loses too much is not written at all.
 * @throws SejeError BUNDLE_INVALID (no bundle yet), MODEL_INVALID, RECALL_TOO_LOW, PARITY_FAILED, DATA_EMPTY,
 * DISK_WRITE_FAILED
 */
export async function quantizeRun(
  run: RunFolder,
  source: RecipeSource,
  options: QuantizeOptions,
): Promise<QuantizedBundle> {
  const { precision } = options;
  const float32 = await openBundle(run.bundle);
  const target = run.variantOf(precision);
  const candidate = run.in(`.bundle-${precision}.candidate`);
  try {
    const parts = await variantParts(float32, precision);
    await writeBundle(candidate, { ...parts, replace: true });
    const variant = await openBundle(candidate);
    const measuring = { ...options, photoFeatures: run.photoFeatures };
    const report = await measuredVariant({ float32, variant }, source, measuring);
    assertLossAllowed(report);
    const { parity, maxRecallLoss, measuredOn, retrieval } = report;
    await writeBundle(target, {
      replace: true,
      manifest: {
        ...parts.manifest,
        createdAt: new Date().toISOString(),
        evaluation: {
          partition: measuredOn.partition,
          bagSize: measuredOn.bagSize,
          ...retrieval.variant,
        },
        quantization: {
          precision,
          source: float32.fingerprint,
          parity,
          recallLoss: worstLoss(report.recallLoss),
          maxRecallLoss,
        },
      },
      files: {
        ...filesOf(variant),
        [OPTIONAL_BUNDLE_FILES.quantization]: { bytes: Buffer.from(`${JSON.stringify(report, null, 2)}\n`) },
      },
    });
    return { bundle: await openBundle(target), report };
  } finally {
    await rm(candidate, { recursive: true, force: true });
  }
}

async function measuredVariant(
  { float32, variant }: Compared<Bundle>,
  source: RecipeSource,
  options: QuantizeOptions & PairsOfBundleOptions,
): Promise<VariantReport> {
  const { precision, partition, maxRecallLoss } = options;
  const before = await pairsOfBundle(float32, source, options);
  const after = await pairsOfBundle(variant, source, options);
  const embeddings = { float32: before.embeddings, variant: after.embeddings };
  const { evaluation, seed } = experimentOfBundle(float32);
  const ranked = await evaluateRetrieval(embeddings.float32, { ...evaluation, seed });
  const parity = parityOf(embeddings);
  const retrieval = {
    float32: figuresOf(ranked),
    variant: figuresOf(await evaluateRetrieval(embeddings.variant, { ...evaluation, seed })),
  };
  const timed = await timedRecords(source, options);
  const latency = {
    float32: await encoderLatency(float32, timed, options),
    variant: await encoderLatency(variant, timed, options),
  };
  return {
    precision,
    source: float32.fingerprint,
    measuredOn: {
      partition,
      pairs: embeddings.float32.images.rows,
      bagSize: ranked.bagSize,
      bags: ranked.bags,
      dataFingerprint: await source.fingerprint(),
    },
    parity,
    retrieval,
    recallLoss: recallLossOf(retrieval),
    maxRecallLoss,
    bytes: changedBytes({ float32, variant }),
    milliseconds: {
      recipe: { float32: latency.float32.recipe, variant: latency.variant.recipe },
      photo: { float32: latency.float32.photo, variant: latency.variant.photo },
    },
  };
}

function changedBytes({ float32, variant }: Compared<Bundle>): VariantReport['bytes'] {
  const before = float32.manifest.files;
  return Object.fromEntries(
    Object.entries(variant.manifest.files)
      .filter(([name, { sha256 }]) => before[name]?.sha256 !== sha256)
      .map(([name, { bytes }]) => [name, { float32: before[name]?.bytes ?? 0, variant: bytes }]),
  );
}
