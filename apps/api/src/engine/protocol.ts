import type { PhotoStoreSettings } from '@seje/catalogue';
import type { ErrorCode, Recipe } from '@seje/core';
import type { Neighbour } from '@seje/retrieval';
import type { LevelWithSilent } from 'pino';
import type { EngineTimes } from './engine-times.js';
import type { WireError } from './wire-error.js';

/**
 * What one engine process holds for its whole life: a bundle, and the generation that was built with it.
 * To change either, another engine is started beside it.
 */
export interface EngineSettings {
  /** Folder of the bundle. */
  readonly bundle: string;
  /** Folder of the generation; absent: the engine encodes, and searches are answered NOT_READY. */
  readonly generation?: string;
  /** Folder of the photo features already computed, which the engine only reads. */
  readonly photoFeatures: string;
  /** Where the bytes of the catalogue's photos are. */
  readonly photos: PhotoStoreSettings;
  readonly executionProvider: 'auto' | 'cpu' | 'cuda';
  /** CPU threads of one encoder run; absent: one for each physical core. */
  readonly engineThreads: number | undefined;
  readonly logLevel: LevelWithSilent;
}

export interface GenerationInfo {
  readonly name: string;
  /** Vectors in each of its two indexes. */
  readonly recipes: number;
  readonly images: number;
  /** Number in the catalogue's feed up to which it holds every change; absent in one built from a data set. */
  readonly catalogueSequence?: number;
}

/** What has changed since the generation was built, held in memory. */
export interface OverlayInfo {
  /** Recipes, and images, added, replaced or hidden. */
  readonly recipes: number;
  readonly images: number;
  /** Number in the catalogue's feed up to which every change is in the answers. */
  readonly sequence: number;
}

/** What the engine holds. */
export interface EngineInfo {
  readonly executionProvider: string;
  /** Fingerprint of the bundle. */
  readonly bundle: string;
  /** E, width of the joint space. */
  readonly dimension: number;
  readonly generation?: GenerationInfo;
  readonly overlay: OverlayInfo;
}

/** Nearest neighbours and the generation they come from. */
export interface Hits {
  readonly generation: string;
  readonly neighbours: readonly Neighbour[];
  readonly times: EngineTimes;
}

/** The request that something is done for, as log lines of both processes name it. */
interface ForRequest {
  readonly requestId?: string | undefined;
}

/** A sign of life. */
export interface EngineVitals {
  /** Memory of the process that is in RAM. */
  readonly residentBytes: number;
}

/** How a recipe or photo is now; without `recipe` or `content` it has been deleted. */
export type EngineChange =
  | { readonly kind: 'recipe'; readonly id: string; readonly recipe?: Recipe }
  /** @param content lower-case hex SHA-256 of the bytes in the photo store */
  | { readonly kind: 'photo'; readonly id: string; readonly content?: string };

/** A change that cannot be embedded: the recipe or photo is found by no search. */
export interface RefusedChange {
  readonly kind: EngineChange['kind'];
  readonly id: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface AppliedChanges {
  readonly overlay: OverlayInfo;
  readonly refused: readonly RefusedChange[];
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
  searchByPhoto: { payload: { readonly photo: Uint8Array; readonly k: number } & ForRequest; answer: Hits };
  /** Images near a recipe. */
  searchByRecipe: { payload: { readonly recipe: Recipe; readonly k: number } & ForRequest; answer: Hits };
  /**
   * Makes changes of the catalogue visible, all at once. The caller sends them in the order of the feed, one
   * call at a time; the same changes again do no harm. `until`: number in the feed that they reach to.
   */
  applyChanges: {
    payload: { readonly changes: readonly EngineChange[]; readonly until: number };
    answer: AppliedChanges;
  };
  /** Decodes an uploaded photo in this process, which a hostile file may crash, and encodes it anew. */
  cleanPhoto: { payload: { readonly photo: Uint8Array } & ForRequest; answer: CleanedPhoto };
  /** Answered as soon as the event loop is free. */
  ping: { payload: Record<string, never>; answer: EngineVitals };
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
