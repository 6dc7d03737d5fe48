/*
 * Makes a Python environment with PyTorch, which `npm run bench -- train-step` compares with.
 * Usage: node test/pytorch/install.mjs      A second run only checks.
 * It lands in .seje/cache/pytorch-venv (SEJE_CACHE names another cache folder). Some GB; needs Python 3 with venv.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { VENV, VENV_PYTHON } from './find-pytorch.mjs';

const run = promisify(execFile);
const PACKAGES = ['torch==2.15.0', 'torchvision==0.29.2', 'numpy==2.4.6', 'safetensors==0.8.0'];

function say(text) {
  process.stdout.write(`pytorch: ${text}\n`);
}

try {
  if (!existsSync(VENV_PYTHON)) await run('python3', ['-m', 'venv', VENV]);
  say(`installing ${PACKAGES.join(', ')} from PyPI`);
  const pip = '-m pip install --quiet --disable-pip-version-check --only-binary=:all:'.split(' ');
  await run(VENV_PYTHON, [...pip, ...PACKAGES], { maxBuffer: 2 ** 24 });
  await run(VENV_PYTHON, ['-c', 'import torch, torchvision']);
  say(`ready: ${VENV_PYTHON}`);
} catch (error) {
  const said = String(error.stderr ?? '').trim() || error.message;
  process.stderr.write(
    `pytorch: installing failed.\n${said.slice(-2000)}\nWhat to do: check that Python 3 has venv and pip and that PyPI can be reached.\n`,
  );
  process.exitCode = 1;
}
