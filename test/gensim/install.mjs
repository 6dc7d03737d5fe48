/*
 * Makes a Python environment with gensim, which the round trip of vocab.bin and `npm run bench -- word2vec` compare with.
 * Usage: node test/gensim/install.mjs      A second run only checks.
 * It lands in .seje/cache/gensim-venv (SEJE_CACHE names another cache folder). About 200 MB; needs Python 3 with venv.
 */
import { GENSIM } from '../python/environments.mjs';
import { installPython } from '../python/install-python.mjs';

await installPython(GENSIM);
