import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { join } from 'node:path';
import type { BertEncoderOptions } from '../bert-encoder.js';
import { checkFile } from '../open-text-encoder.js';
import type { EntitiesState } from '../text-state.js';
import { type IngredientTagger, openIngredientTagger } from './ingredient-tagger.js';

/** The files of the tagger in a folder of text features. */
export function taggerFiles(directory: string): { readonly network: string; readonly vocabulary: string } {
  return {
    network: join(directory, OPTIONAL_BUNDLE_FILES.ingredientTagger),
    vocabulary: join(directory, OPTIONAL_BUNDLE_FILES.taggerVocabulary),
  };
}

/**
 * The ingredient tagger of a text state; absent where its entities are found by rules.
 * @param directory the folder of the state, where the tagger's files lie
 * @throws SejeError BUNDLE_INVALID, BUNDLE_MISMATCH, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openTaggerOfState(
  entities: EntitiesState,
  directory: string,
  options: BertEncoderOptions,
): Promise<IngredientTagger | undefined> {
  if (entities.name === 'rules') return undefined;
  const files = taggerFiles(directory);
  await checkFile(files.network, entities.networkSha256);
  await checkFile(files.vocabulary, entities.vocabularySha256);
  return openIngredientTagger(files, options);
}
