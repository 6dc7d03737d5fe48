import { Option } from 'commander';
import { ENGINE_CHOICES } from '../tensor-engine/tensor-engine.js';

/** --engine, or the environment's ENGINE. */
export function engineOption(): Option {
  return new Option('--engine <name>', 'TensorFlow.js backend for training')
    .choices(ENGINE_CHOICES)
    .env('ENGINE')
    .default('auto');
}
