import type { RecipeSource } from '@seje/catalogue';
import type { Backbone } from '../../backbones/backbone.js';
import type { RunContext } from '../run-context.js';
import type { PhaseOneStages } from './phase-one-stages.js';

/** What every stage of Phase I is given. */
export interface PhaseOne extends RunContext {
  readonly source: RecipeSource;
  readonly backbone: Backbone;
  readonly stages: PhaseOneStages;
}
