import { SejeError } from '@seje/core';
import type { Experiment } from '../experiment.js';

/** @throws SejeError SETTINGS_INVALID where a linear model takes the place of the networks that `what` works on */
export function requireNetworks({ name, method }: Experiment, what: string): void {
  if (method === undefined) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: `${what} works on trained networks`,
    expected: 'an experiment without a method',
    found: `the method ${method.name} in the experiment ${name}`,
    remedy: 'Train with another experiment: "seje train --experiment".',
  });
}
