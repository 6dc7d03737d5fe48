import type { Progress, Recipe } from '@seje/core';
import type { GateReport } from '@seje/retrieval';
import type { EngineSettings } from './protocol.js';
import type { WireError } from './wire-error.js';

/** What a builder process is told before anything else. */
export interface BuilderSettings extends Omit<EngineSettings, 'generation'> {
  /** Folder that takes the new generation. */
  readonly generations: string;
  /** Folder of this build alone: what has been embedded is kept there until the generation is published. */
  readonly work: string;
  /** Number in the catalogue's feed that was reached before the first page was read. */
  readonly catalogueSequence: number;
  /** Folder of the generation that answers now, which the new one is compared with. */
  readonly live?: string;
  /** How much the catalogue holds, for progress, and for the room that the build needs. */
  readonly expected?: { readonly recipes: number; readonly photos: number };
}

/** A recipe of the catalogue with the contents of its photos. */
export interface CatalogueRecipe extends Recipe {
  readonly id: string;
  readonly photos: readonly { readonly id: string; readonly content: string }[];
}

/** Some of the catalogue's recipes, by id. */
export interface CataloguePage {
  readonly recipes: readonly CatalogueRecipe[];
  /** What to ask for next; absent on the last page. */
  readonly next?: string;
}

/** A generation that has been published in its folder and is not yet live. */
export interface BuiltGeneration {
  readonly name: string;
  readonly report: GateReport;
}

export type ToBuilder =
  | { readonly type: 'start'; readonly settings: BuilderSettings }
  | ({ readonly type: 'page' } & CataloguePage)
  /** The page that was asked for could not be read: the build ends. */
  | { readonly type: 'pageFailed'; readonly error: WireError };

export type FromBuilder =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** Wants the page after `after`, or the first. */
  | { readonly type: 'page'; readonly after?: string }
  | { readonly type: 'built'; readonly built: BuiltGeneration }
  | { readonly type: 'failed'; readonly error: WireError };
