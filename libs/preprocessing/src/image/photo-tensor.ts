import type { ImagePreprocessing } from '@seje/artifacts';
import { decodeCrop } from './decode-crop.js';
import type { PhotoCut } from './photo-cut.js';
import { PHOTO_LIMITS, type PhotoLimits } from './photo-limits.js';

const CHANNELS = 3;

/**
 * A photo as the trunk's input: decoded, turned upright, in sRGB, over white, shorter side resized,
 * centre cropped, normalised.
 * @param photo an encoded file (JPEG, PNG, WebP, AVIF or HEIC)
 * @returns [3, crop, crop] or [crop, crop, 3] as `preprocessing.layout` says
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function photoTensor(
  photo: Uint8Array,
  preprocessing: ImagePreprocessing,
  limits: PhotoLimits = PHOTO_LIMITS,
): Promise<Float32Array> {
  return normalisedTensor(await decodeCrop(photo, preprocessing, limits), preprocessing);
}

/**
 * A photo as training sees it: `photoTensor` with another square than the centre, and perhaps mirrored.
 * @throws SejeError as `photoTensor`
 */
export async function cutPhotoTensor(
  photo: Uint8Array,
  preprocessing: ImagePreprocessing,
  cut: PhotoCut,
): Promise<Float32Array> {
  return normalisedTensor(await decodeCrop(photo, { ...preprocessing, cut }, PHOTO_LIMITS), preprocessing);
}

/** Levels 0..255, RGB interleaved [crop, crop, 3], to the network's channel order, scale and layout. */
export function normalisedTensor(levels: Uint8Array, preprocessing: ImagePreprocessing): Float32Array {
  const { channelOrder, mean, std, layout, crop } = preprocessing;
  const pixels = crop * crop;
  const tensor = new Float32Array(CHANNELS * pixels);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const source = channelOrder === 'rgb' ? channel : CHANNELS - 1 - channel;
    const [from, step] = layout === 'nchw' ? [channel * pixels, 1] : [channel, CHANNELS];
    for (let pixel = 0; pixel < pixels; pixel++) {
      tensor[from + pixel * step] = (levels[pixel * CHANNELS + source]! - mean[channel]!) / std[channel]!;
    }
  }
  return tensor;
}
