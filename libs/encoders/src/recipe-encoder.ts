import {
  BUNDLE_FILES,
  type Bundle,
  type ExecutionProvider,
  type ExecutionProviderChoice,
  createOnnxSession,
} from '@seje/artifacts';
import { type Matrix, type Recipe, SejeError, hasText } from '@seje/core';
import { type TextFeatureExtractor, openTextFeatureExtractor } from '@seje/preprocessing';
import { checkField, probeNetwork } from './bundle-check.js';
import type { RecipeEncoder } from './encoders.js';
import { RecipeHead } from './recipe-head.js';

export interface EncoderOptions {
  readonly provider: ExecutionProviderChoice;
  /** CPU threads for one run; absent: one for each physical core. */
  readonly threads?: number;
  /** Rows in one run of the network; absent: a size that suits a CPU. */
  readonly microBatch?: number;
}

/**
 * Opens E_R of a bundle and runs it once, so that it is warm and its widths are those of the manifest.
 * @throws SejeError BUNDLE_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openRecipeEncoder(
  bundle: Bundle,
  options: EncoderOptions,
): Promise<BundleRecipeEncoder> {
  const { dimension, text } = bundle.manifest;
  const extractor = await openTextFeatureExtractor(bundle.directory, options);
  const { termDimension, sentenceDimension } = extractor;
  let head: RecipeHead | undefined;
  try {
    checkField(bundle, 'text.termDimension', { manifest: text.termDimension, file: termDimension });
    checkField(bundle, 'text.sentenceDimension', {
      manifest: text.sentenceDimension,
      file: sentenceDimension,
    });
    const session = await createOnnxSession(bundle.path(BUNDLE_FILES.recipeEncoder), options);
    const opened = (head = new RecipeHead(session, { ...options, dimension }));
    const term = new Float32Array(termDimension).fill(1);
    const sentences = new Float32Array(sentenceDimension).fill(1);
    await probeNetwork(bundle, () => opened.encode([{ term, sentences, sentenceCount: 1 }]));
    return new BundleRecipeEncoder(extractor, opened, dimension);
  } catch (error) {
    await Promise.all([head?.release(), extractor.release()]);
    throw error;
  }
}

/** E_R as a bundle holds it: text extractor, then recipe head. */
export class BundleRecipeEncoder implements RecipeEncoder {
  constructor(
    readonly extractor: TextFeatureExtractor,
    private readonly head: RecipeHead,
    readonly dimension: number,
  ) {}

  get provider(): ExecutionProvider {
    return this.head.provider;
  }

  async encodeRecipes(recipes: readonly Recipe[]): Promise<Matrix> {
    for (const recipe of recipes) checkText(recipe);
    const features = await this.extractor.extractAll(recipes);
    for (const { knownTerms, unknownTerms } of features)
      if (knownTerms === 0) throw unknownWords(unknownTerms);
    return this.head.encode(features);
  }

  async release(): Promise<void> {
    await Promise.all([this.head.release(), this.extractor.release()]);
  }
}

/** @throws SejeError RECIPE_EMPTY */
function checkText(recipe: Recipe): void {
  if (hasText(recipe)) return;
  throw new SejeError('RECIPE_EMPTY', {
    message: 'The recipe has no text',
    expected: 'a title, ingredients or instructions with at least one letter or digit',
    found: 'none',
    remedy: 'Write at least one of them.',
  });
}

function unknownWords(words: readonly string[]): SejeError {
  return new SejeError('RECIPE_UNKNOWN_WORDS', {
    message: 'The encoder knows none of the words of this recipe',
    expected: 'words of the recipes it was trained on',
    found: words.slice(0, 10).join(', ') || 'none',
    remedy: 'Name ingredients and cooking steps in the language of the training recipes.',
  });
}
