/** A photo as the catalogue keeps it: turned upright, without what its camera wrote into it. */
export interface CleanedPhoto {
  readonly photo: Uint8Array;
  /** Media type, `image/jpeg`. */
  readonly type: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a photo's file and encodes it anew.
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE where the file is to blame
 */
export type CleanPhoto = (file: Uint8Array) => Promise<CleanedPhoto>;
