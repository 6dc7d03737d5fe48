import { SejeError } from '@seje/core';
import { availableParallelism } from 'node:os';

/**
 * Threads that the native engine computes with: SEJE_THREADS, else the cores that the process may use. The wasm engine
 * has one thread whatever it says.
 * @throws SejeError SETTINGS_INVALID
 */
export function engineThreads(environment: NodeJS.ProcessEnv): number {
  const given = environment['SEJE_THREADS'];
  if (given === undefined || given === '') return availableParallelism();
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new SejeError('SETTINGS_INVALID', {
    message: 'SEJE_THREADS is not a number of threads',
    expected: 'a whole number from 1 to 9999',
    found: given,
    remedy: 'Correct it, or leave it out: then all cores are used.',
  });
}
