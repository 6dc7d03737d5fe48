import { defaultNativeDirectory, openTensorEngine } from './open-tensor-engine.js';
import { nativeInstalled } from './native-engine.js';
import type { TensorEngine } from './tensor-engine.js';

/** The engine, or why a suite that every engine must pass cannot run on it here. */
export async function openForTest(name: TensorEngine['name']): Promise<TensorEngine | string> {
  if (name === 'native' && !nativeInstalled(defaultNativeDirectory()))
    return 'the native engine is not installed: npm run native:install';
  return openTensorEngine(name);
}
