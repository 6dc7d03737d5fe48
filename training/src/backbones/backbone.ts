import { access } from 'node:fs/promises';
import { createOnnxSession, imagePreprocessingSchema, type ImagePreprocessing } from '@seje/artifacts';
import { SejeError, canonicalJson, parseJson, readFileOr, sha256, sha256OfFile } from '@seje/core';
import { z } from 'zod';

/** A frozen image network, up to its pooled feature, as an ONNX file. */
export interface Backbone {
  readonly name: string;
  /** The ONNX file; input [B, 3, crop, crop] or [B, crop, crop, 3] as `preprocessing.layout` says. */
  readonly path: string;
  readonly input: string;
  /** Output with the pooled feature, [B, featureDimension]. */
  readonly output: string;
  readonly featureDimension: number;
  readonly preprocessing: ImagePreprocessing;
  /** Hash of the network and of all that decides its features: equal fingerprints, equal features. */
  readonly fingerprint: string;
}

/** What stands in `<file>.onnx.json`. */
export const backboneDescriptionSchema = z.strictObject({
  name: z.string().min(1),
  /** Name of the network's only input. */
  input: z.string().default('image'),
  /** Name of the output that holds the pooled feature. */
  output: z.string().default('feature'),
  /** Width F of the pooled feature. */
  featureDimension: z.int().positive(),
  preprocessing: imagePreprocessingSchema,
  /** SHA-256 of the ONNX file; checked where it is given. */
  sha256: z.string().length(64).optional(),
  /** Where the weights come from, and under which licence. */
  source: z.string().optional(),
});
export type BackboneDescription = z.infer<typeof backboneDescriptionSchema>;

/** `trunk.onnx` -> `trunk.onnx.json`. */
export function descriptionPath(onnxPath: string): string {
  return `${onnxPath}.json`;
}

/**
 * Opens an ONNX file that has its description beside it, and checks that they belong together.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID, CHECKSUM_MISMATCH, MODEL_INVALID
 */
export async function openBackbone(path: string): Promise<Backbone> {
  const described = descriptionPath(path);
  const text = await readFileOr(
    described,
    'Put a JSON file with name, featureDimension and preprocessing beside the ONNX file.',
  );
  const { sha256: expected, ...description } = parseJson(backboneDescriptionSchema, text.toString('utf8'), {
    where: described,
  });
  await access(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', { message: `Could not read the backbone ${path}`, cause: error });
  });
  const found = await sha256OfFile(path);
  if (expected !== undefined && expected !== found) {
    throw new SejeError('CHECKSUM_MISMATCH', {
      message: `The backbone ${path} is not the one that its description names`,
      expected,
      found,
      remedy: 'Restore the file, or correct `sha256` in the description.',
    });
  }
  const backbone = { ...description, path, fingerprint: trunkFingerprint(found, description) };
  await checkNames(backbone);
  return backbone;
}

/** Hash of the ONNX file's hash and of what decides its features; the name does not. */
export function trunkFingerprint(
  onnxSha256: string,
  description: Pick<BackboneDescription, 'input' | 'output' | 'featureDimension' | 'preprocessing'>,
): string {
  const { input, output, featureDimension, preprocessing } = description;
  return sha256(canonicalJson({ onnxSha256, input, output, featureDimension, preprocessing }));
}

async function checkNames(backbone: Backbone): Promise<void> {
  const session = await createOnnxSession(backbone.path, { provider: 'cpu' });
  const { inputNames, outputNames } = session;
  await session.release();
  if (inputNames.length === 1 && inputNames[0] === backbone.input && outputNames.includes(backbone.output)) {
    return;
  }
  throw new SejeError('MODEL_INVALID', {
    message: `The backbone ${backbone.path} has other inputs or outputs than its description says`,
    expected: `the only input \`${backbone.input}\`, and an output \`${backbone.output}\``,
    found: `inputs ${inputNames.join(', ')}; outputs ${outputNames.join(', ')}`,
    remedy: 'Correct `input` and `output` in the description, or export the network with one input.',
  });
}
