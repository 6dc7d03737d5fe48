import { NORM_EPSILON } from '@seje/core';

process.stdout.write(`${NORM_EPSILON}\n`);
