import type { ImagePreprocessing } from '@seje/artifacts';

/** Side of the centre crop, pixels. */
export const CROP = 224;

/** Levels as they are: so that a tensor shows what was decoded. */
export const LEVELS: ImagePreprocessing = {
  resize: 256,
  crop: CROP,
  kernel: 'linear',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  layout: 'nhwc',
};
