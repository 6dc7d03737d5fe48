import { Option } from 'commander';

/** --engine, or the environment's ENGINE. */
export function engineOption(): Option {
  return new Option('--engine <name>', 'TensorFlow.js backend for training')
    .choices(['auto', 'native', 'wasm'])
    .env('ENGINE')
    .default('auto');
}
