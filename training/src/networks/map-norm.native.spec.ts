import { mapNormGolden } from './map-norm.golden.js';

mapNormGolden('native');
