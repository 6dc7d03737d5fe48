import { SejeError } from '@seje/core';
import type { TensorEngine } from './tensor-engine.js';

/**
 * For what wasm cannot do in any useful time, or at all.
 * @param work begins the message, e.g. `Fine-tuning the trunk`
 * @throws SejeError ENGINE_UNAVAILABLE
 */
export function requireNative({ name }: Pick<TensorEngine, 'name'>, work: string): void {
  if (name !== 'wasm') return;
  throw new SejeError('ENGINE_UNAVAILABLE', {
    message: `${work} needs the native engine`,
    expected: 'native',
    found: name,
    remedy: 'Run npm run native:install, then choose ENGINE=native.',
  });
}
