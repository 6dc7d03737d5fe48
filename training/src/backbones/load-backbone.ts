import { RESNET50 } from '../experiment.js';
import { type Backbone, openBackbone } from './backbone.js';
import { type ResNet50Options, ensureResNet50 } from './resnet50.js';
import { ensureSafetensorsBackbone } from './safetensors-backbone.js';

const SAFETENSORS = '.safetensors';

/**
 * @param nameOrPath `resnet50`, or the path of an ONNX or a safetensors file with `<file>.json` beside it
 * @throws SejeError what `ensureResNet50`, `openBackbone` and `ensureSafetensorsBackbone` throw
 */
export async function loadBackbone(nameOrPath: string, options: ResNet50Options): Promise<Backbone> {
  if (nameOrPath === RESNET50) return ensureResNet50(options);
  if (nameOrPath.endsWith(SAFETENSORS)) return ensureSafetensorsBackbone(nameOrPath, options);
  return openBackbone(nameOrPath);
}
