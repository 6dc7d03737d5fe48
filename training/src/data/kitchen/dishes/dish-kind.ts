import type { MethodName } from '../text/methods.js';

/** Least and most ingredients of one role. */
export type Count = readonly [least: number, most: number];

/** A kind of dish: what it is called, served in, built on, made of and how it is cooked. */
export interface DishKind {
  readonly id: string;
  /** Words for the title, e.g. `noodle bowl`. */
  readonly names: readonly string[];
  readonly vessels: readonly VesselName[];
  /** Entities of `BASES`. */
  readonly bases: readonly string[];
  readonly method: MethodName;
  /** How far cooking changes colour and shape, 0 (raw) to 1. */
  readonly cooked: number;
  readonly proteins: Count;
  readonly vegetables: Count;
  readonly fruits: Count;
  readonly herbs: Count;
  readonly toppings: Count;
}

export type VesselName =
  | 'white-plate'
  | 'blue-rim-plate'
  | 'stoneware-plate'
  | 'terracotta-plate'
  | 'white-bowl'
  | 'blue-bowl'
  | 'dark-bowl'
  | 'wooden-bowl'
  | 'skillet'
  | 'enamel-dish'
  | 'sheet-pan'
  | 'wooden-board';
