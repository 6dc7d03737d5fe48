import { RESNET50 } from '../experiment.js';
import { type Backbone, openBackbone } from './backbone.js';
import { type ResNet50Options, ensureResNet50 } from './resnet50.js';

/**
 * @param nameOrPath `resnet50`, or the path of an ONNX file with `<file>.json` beside it
 * @throws SejeError what `ensureResNet50` and `openBackbone` throw
 */
export async function loadBackbone(nameOrPath: string, options: ResNet50Options): Promise<Backbone> {
  return nameOrPath === RESNET50 ? ensureResNet50(options) : openBackbone(nameOrPath);
}
