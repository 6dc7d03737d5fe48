import { embeddingBagGolden } from './embedding-bag.golden.js';

embeddingBagGolden('native-gpu');
