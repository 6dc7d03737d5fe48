/*
 * Makes a Python environment with gensim, which the round trip of vocab.bin and `npm run bench -- word2vec` compare with.
 * Usage: node test/gensim/install.mjs      A second run only checks.
 * It lands in .seje/cache/gensim-venv (SEJE_CACHE names another cache folder). About 200 MB; needs Python 3 with venv.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { VENV, VENV_PYTHON } from './find-gensim.mjs';

const run = promisify(execFile);
const PACKAGES = ['gensim==4.4.0', 'numpy==2.4.6', 'scipy==1.17.1', 'smart_open==9.0.2', 'wrapt==2.5.2'];

function say(text) {
  process.stdout.write(`gensim: ${text}\n`);
}

try {
  if (!existsSync(VENV_PYTHON)) await run('python3', ['-m', 'venv', VENV]);
  say(`installing ${PACKAGES.join(', ')} from PyPI`);
  const pip = '-m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all:'.split(' ');
  await run(VENV_PYTHON, [...pip, ...PACKAGES], { maxBuffer: 2 ** 24 });
  await run(VENV_PYTHON, ['-c', 'import gensim']);
  say(`ready: ${VENV_PYTHON}`);
} catch (error) {
  const said = String(error.stderr ?? '').trim() || error.message;
  process.stderr.write(
    `gensim: installing failed.\n${said.slice(-2000)}\nWhat to do: check that Python 3 has venv and pip and that PyPI can be reached.\n`,
  );
  process.exitCode = 1;
}
