export type { CataloguePair } from './chosen-pairs.js';
export { type Comparison, FEWEST_PAIRS, compareGenerations } from './compare-generations.js';
export { GATE_LIMITS, type GateLimits, gateOf } from './gate-of.js';
export type * from './gate-report.js';
