import { describeGpus, hasGpu } from './gpu-devices.js';
import { nativeInstalled } from './native-engine.js';
import { defaultNativeDirectory, openTensorEngine } from './open-tensor-engine.js';
import type { EngineName, TensorEngine } from './tensor-engine.js';

/** The engine, or why a suite that every engine must pass cannot run on it here. */
export async function openForTest(name: EngineName): Promise<TensorEngine | string> {
  if (name !== 'wasm' && !nativeInstalled(defaultNativeDirectory(name)))
    return `the ${name} engine is not installed: npm run native:install${name === 'native' ? '' : ' -- gpu'}`;
  if (name === 'native-gpu' && !(await hasGpu())) return `no GPU here: ${await describeGpus()}`;
  return openTensorEngine(name);
}
