import { fitTaggerGolden } from './fit-tagger.golden.js';

fitTaggerGolden('native-gpu');
