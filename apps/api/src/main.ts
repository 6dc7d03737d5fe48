import { NORM_EPSILON } from '@seje/core';

export const epsilon = NORM_EPSILON;
