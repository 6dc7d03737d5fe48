import type { BaseLook } from '../dishes/base.js';
import type { VesselName } from '../dishes/dish-kind.js';

type Rgb = readonly [number, number, number];

/** One piece of food on a photo. Lengths are shares of the photo's side, angles radians. */
export interface Piece {
  /** Entity it belongs to. */
  readonly id: string;
  readonly sprite: string;
  /** 0 whole, else one of parted-sprite's cuts. */
  readonly part: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly angle: number;
  readonly squash: number;
  readonly tint: Rgb;
}

/** Something beside the vessel: cutlery. */
export type Prop = Omit<Piece, 'id' | 'part'>;

export interface Light {
  /** Where it comes from, radians. */
  readonly angle: number;
  /** Difference of brightness from edge to edge, a share. */
  readonly contrast: number;
  /** Loss of brightness in the corners, a share. */
  readonly vignette: number;
  /** Gain of red, green, blue. */
  readonly gains: Rgb;
}

export interface Camera {
  /** Standard deviation of the noise, levels. */
  readonly noise: number;
  /** Where in the table of noise to start, 0..1. */
  readonly grain: number;
  /** Standard deviation of the blur, pixels; 0 is in focus. */
  readonly blur: number;
  readonly jpegQuality: number;
}

export interface Scene {
  readonly table: { readonly name: string; readonly angle: number };
  readonly vessel: {
    readonly name: VesselName;
    readonly x: number;
    readonly y: number;
    readonly size: number;
  };
  readonly base: {
    readonly id: string;
    readonly look: BaseLook;
    readonly variant: number;
    readonly angle: number;
    readonly tint: Rgb;
  };
  /** In drawing order, lowest first. */
  readonly pieces: readonly Piece[];
  /** Sauce over the pieces, in the base's colours. */
  readonly sauce: readonly Omit<Prop, 'sprite' | 'tint'>[];
  readonly props: readonly Prop[];
  readonly light: Light;
  readonly camera: Camera;
}

/** What a photo shows: for the truth file. */
export interface PhotoTruth {
  /** Pieces by entity, for ingredients that the recipe has. */
  readonly pieces: Readonly<Record<string, number>>;
  /** Visible ingredients of the recipe that this photo does not show. */
  readonly buried: readonly string[];
  /** Entities in the photo that the recipe does not have. */
  readonly misleading: readonly string[];
}
