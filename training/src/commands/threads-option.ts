import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { count } from './option-values.js';

/** --threads: decides how fast features are made, not what they are. */
export function threadsOption(): Option {
  return new Option('--threads <n>', 'worker threads that extract text features')
    .argParser(count)
    .default(availableParallelism(), 'one for each core');
}
