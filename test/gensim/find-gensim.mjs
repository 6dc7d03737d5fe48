import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = process.env.SEJE_CACHE ?? join(root, '.seje', 'cache');

export const VENV = join(cache, 'gensim-venv');
export const VENV_PYTHON = join(VENV, 'bin', 'python');
export const NO_GENSIM =
  'no Python with gensim: run "node test/gensim/install.mjs", or name one with GENSIM_PYTHON';

/** A Python that has gensim: GENSIM_PYTHON, else the one installed here, else python3; undefined where none has. */
export function findGensim() {
  const named = process.env.GENSIM_PYTHON;
  const candidates = named === undefined ? [VENV_PYTHON, 'python3'] : [named];
  return candidates.find((python) => spawnSync(python, ['-c', 'import gensim']).status === 0);
}
