import { Option } from 'commander';

/** --no-baselines; `baselines` is true without it. */
export function baselinesOption(): Option {
  return new Option('--no-baselines', 'leave out ridge regression and CCA on the same features');
}
