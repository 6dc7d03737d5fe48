import { createVectorIndex } from './index.js';
import { describeVectorIndex } from './vector-index.contract.js';

describeVectorIndex('the exact index', (dimension) => createVectorIndex({ kind: 'exact', dimension }));
