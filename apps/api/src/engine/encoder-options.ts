import type { EngineSettings } from './protocol.js';

/** What the engine's settings say to an encoder. */
export function encoderOptions({
  executionProvider,
  engineThreads,
}: Pick<EngineSettings, 'executionProvider' | 'engineThreads'>): {
  readonly provider: EngineSettings['executionProvider'];
  readonly threads?: number;
} {
  return {
    provider: executionProvider,
    ...(engineThreads === undefined ? {} : { threads: engineThreads }),
  };
}
