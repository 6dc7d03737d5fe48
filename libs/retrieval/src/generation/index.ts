export { type BuildOptions, buildGeneration } from './build-generation.js';
export type { CollectionContent, GenerationContent } from './generation-content.js';
export { removeAbandoned } from './build-directory.js';
export {
  type CurrentGeneration,
  activateGeneration,
  currentGeneration,
  mendPointer,
  removeSuperseded,
} from './current-generation.js';
export { GenerationVectors } from './generation-vectors.js';
export {
  type CollectionName,
  type GenerationManifest,
  type GenerationSettings,
  generationSettingsSchema,
  readGenerationManifest,
} from './manifest.js';
export { type ExpectedBundle, type Generation, openGeneration } from './open-generation.js';
