import { ingredientTaggerGolden } from './ingredient-tagger.golden.js';

ingredientTaggerGolden('native-gpu');
