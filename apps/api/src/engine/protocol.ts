import type { Progress, Recipe } from '@seje/core';
import type { Neighbour } from '@seje/retrieval';
import type { WireError } from './wire-error.js';

/** What a child process is told before anything else. */
export interface EngineSettings {
  /** Folder of the bundle. */
  readonly bundle: string;
  /** Folder of the recipes and photos; the engine does not read it, the builder does. */
  readonly data: string;
  /** Folder that holds the index generations. */
  readonly generations: string;
  /** Folder of the photo features already computed. */
  readonly photoFeatures: string;
  readonly executionProvider: 'auto' | 'cpu' | 'cuda';
  readonly engineThreads: number | undefined;
}

export interface GenerationInfo {
  readonly name: string;
  /** Vectors in each of its two indexes. */
  readonly recipes: number;
  readonly images: number;
}

/** What the engine holds; sent when it is ready and after each swap. */
export interface EngineInfo {
  readonly executionProvider: string;
  /** Fingerprint of the bundle. */
  readonly bundle: string;
  /** E, width of the joint space. */
  readonly dimension: number;
  /** Absent until a generation has been built. */
  readonly generation?: GenerationInfo;
  /** Why the current generation on disk could not be opened. */
  readonly generationError?: WireError;
}

/** Nearest neighbours and the generation they come from. */
export interface Hits {
  readonly generation: string;
  readonly neighbours: readonly Neighbour[];
}

/** A photo turned upright, without its metadata, as the catalogue keeps it. */
export interface CleanedPhoto {
  readonly photo: Uint8Array;
  /** Media type, `image/jpeg`. */
  readonly type: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What the service may ask of the engine. */
export interface EngineCalls {
  /** Recipes near a photo (its encoded bytes). */
  searchByPhoto: { payload: { readonly photo: Uint8Array; readonly k: number }; answer: Hits };
  /** Images near a recipe. */
  searchByRecipe: { payload: { readonly recipe: Recipe; readonly k: number }; answer: Hits };
  /** Decodes an uploaded photo in this process, which a hostile file may crash, and encodes it anew. */
  cleanPhoto: { payload: { readonly photo: Uint8Array }; answer: CleanedPhoto };
  /** Opens a generation beside the live one and tests it. */
  openGeneration: { payload: { readonly name: string }; answer: GenerationInfo };
  /** Makes the opened generation the live one. */
  swapGeneration: { payload: { readonly name: string }; answer: EngineInfo };
  /** Answered as soon as the event loop is free: a sign of life. */
  ping: { payload: Record<string, never>; answer: true };
}
export type EngineMethod = keyof EngineCalls;

/** A call on its way, as one of a union over the methods. */
export type EngineCall = {
  [M in EngineMethod]: {
    readonly type: 'call';
    readonly id: number;
    readonly method: M;
    readonly payload: EngineCalls[M]['payload'];
  };
}[EngineMethod];

export type ToEngine =
  | { readonly type: 'start'; readonly settings: EngineSettings }
  | EngineCall
  /** The caller has gone or given up: drop the call unless it is being computed already. */
  | { readonly type: 'cancel'; readonly id: number };

export type FromEngine =
  | { readonly type: 'ready'; readonly info: EngineInfo }
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly error: WireError };

export interface ToBuilder {
  readonly type: 'start';
  readonly settings: EngineSettings;
}

export type FromBuilder =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'built'; readonly generation: string }
  | { readonly type: 'failed'; readonly error: WireError };
