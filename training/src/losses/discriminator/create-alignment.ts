import type { LossSettings } from '../loss-settings.js';
import type { DiscriminatorAlignment } from './discriminator-alignment.js';
import { logAlignment } from './log-alignment.js';
import { wassersteinAlignment } from './wasserstein-alignment.js';

const ALIGNMENTS: Readonly<Record<LossSettings['discriminator']['form'], DiscriminatorAlignment>> = {
  wasserstein: wassersteinAlignment,
  log: logAlignment,
};

export function createAlignment(form: LossSettings['discriminator']['form']): DiscriminatorAlignment {
  return ALIGNMENTS[form];
}
