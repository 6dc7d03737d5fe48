import { Option } from 'commander';
import { count } from './option-values.js';

/**
 * --threads: decides how fast features are made, not what they are. On two cores what is handed to and fro costs as
 * much as the second thread wins: docs/results.md.
 */
export function threadsOption(): Option {
  return new Option('--threads <n>', 'worker threads that extract text features').argParser(count).default(1);
}
