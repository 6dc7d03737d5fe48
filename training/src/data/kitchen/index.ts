export { DIFFICULTIES, type Difficulty, KITCHEN_SETTINGS, type KitchenSettings } from './kitchen-settings.js';
export {
  KITCHEN_FILE,
  KITCHEN_VERSION,
  type KitchenManifest,
  type KitchenRequest,
  type SynthesizedKitchen,
  readKitchenManifest,
  synthesizeKitchen,
} from './synthesize-kitchen.js';
