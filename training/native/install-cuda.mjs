/*
 * Lays ONNX Runtime's CUDA provider beside onnxruntime-node, for EXECUTION_PROVIDER=cuda and --provider cuda. It comes out
 * of the PyPI wheel onnxruntime-gpu of the same version (247 MB, checksums pinned), because onnxruntime-node's own install
 * script brings one for CUDA 12. Kept in the cache folder, so that after `npm ci` nothing is downloaded again.
 * Usage: node training/native/install-cuda.mjs      Ends with whether CUDA loads on this machine, and what it lacks.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractWheel } from './extract-wheel.mjs';
import { InstallError } from './install-error.mjs';
import { tool } from './tool.mjs';

const VERSION = '1.30.0';
const WHEEL = `onnxruntime-gpu==${VERSION} --hash=sha256:6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1`;
/** Files of the wheel's folder `onnxruntime/capi`, with their SHA-256. */
const FILES = {
  'libonnxruntime_providers_cuda.so': '35da2e7ed0dd0d1aec5cdb16ce11a51d06c0c48cf62d1b1c9332946a4fae14fc',
  'libonnxruntime_providers_shared.so': '086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d',
};
/** Of what ONNX Runtime writes when the proof fails, the part that says why. */
const REASON = /CUDA failure [^;]*|cuDNN is unavailable[^\n]*|^Error: .*$/m;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(process.env.SEJE_CACHE ?? join(root, '.seje', 'cache'), `onnxruntime-cuda-${VERSION}`);
const runtime = join(root, 'node_modules', 'onnxruntime-node');
const target = join(runtime, 'bin', 'napi-v6', 'linux', 'x64');
const proof = fileURLToPath(new URL('./cuda-proof.mjs', import.meta.url));

function say(text) {
  process.stdout.write(`cuda:install: ${text}\n`);
}

async function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new InstallError(
      `The provider is built for linux x64, this machine is ${process.platform} ${process.arch}.\nWhat to do: serve with EXECUTION_PROVIDER=cpu.`,
    );
  const { version } = JSON.parse(await readFile(join(runtime, 'package.json'), 'utf8'));
  if (version !== VERSION)
    throw new InstallError(
      `The provider pinned here is of ONNX Runtime ${VERSION}, onnxruntime-node is ${version}; they must be of one version.\nWhat to do: pin the wheel of ${version} in ${fileURLToPath(import.meta.url)}.`,
    );
}

async function areIn(folder) {
  for (const [name, sha256] of Object.entries(FILES)) {
    const hash = createHash('sha256');
    const read = await pipeline(createReadStream(join(folder, name)), hash).then(
      () => true,
      () => false,
    );
    if (!read || hash.digest('hex') !== sha256) return false;
  }
  return true;
}

/** Both files into the cache folder, whole or not at all. */
async function fetchFiles() {
  await mkdir(dirname(cache), { recursive: true });
  const folder = await mkdtemp(`${cache}-`);
  try {
    const requirements = join(folder, 'requirements.txt');
    await writeFile(requirements, `${WHEEL}\n`);
    say(`downloading onnxruntime-gpu ${VERSION} from PyPI, 247 MB`);
    const pip = '-m pip download --quiet --no-deps --require-hashes --only-binary=:all: --implementation cp';
    const platform = '--python-version 3.12 --abi cp312 --platform manylinux_2_28_x86_64';
    await tool('python3', [...`${pip} ${platform}`.split(' '), '-d', folder, '-r', requirements], {
      why: `Downloading onnxruntime-gpu ${VERSION}`,
      remedy: 'Check that Python 3 has pip and that PyPI can be reached.',
    });
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    await extractWheel(join(folder, wheel), (entry) => {
      const name = entry.replace(/^onnxruntime\/capi\//, '');
      return name in FILES ? join(folder, 'files', name) : undefined;
    });
    await rm(cache, { recursive: true, force: true });
    await rename(join(folder, 'files'), cache);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (!(await areIn(cache)))
    throw new InstallError(`What is in ${cache} does not have the SHA-256 expected of it.`);
}

/** A second name for the same file, or a copy where the cache lies on another disk. */
async function lay(name) {
  const [from, to] = [join(cache, name), join(target, name)];
  await rm(to, { force: true });
  await link(from, to).catch(() => copyFile(from, to));
}

/** A convolution on CUDA in a process of its own; its failure is told, since a machine without a GPU may build the image. */
async function sayWhetherItLoads() {
  const run = promisify(execFile);
  const { stdout } = await run('ldd', [join(target, 'libonnxruntime_providers_cuda.so')]);
  const missing = [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name);
  if (missing.length > 0)
    return say(`CUDA does not load on this machine: no ${missing.join(', ')}. What it needs: docs/gpu.md.`);
  await run(process.execPath, [proof]).then(
    ({ stdout: told }) => say(`CUDA loads: ${told}`),
    ({ stderr }) => {
      const [reason] = REASON.exec(stderr) ?? [String(stderr).slice(-1500)];
      say(`CUDA does not load on this machine: ${reason.trim()}. What it needs: docs/gpu.md.`);
    },
  );
}

try {
  await checkMachine();
  if (await areIn(target)) say('the provider is there');
  else {
    if (!(await areIn(cache))) await fetchFiles();
    for (const name of Object.keys(FILES)) await lay(name);
    say(`laid the provider of ONNX Runtime ${VERSION} for CUDA 13 in ${target}`);
  }
  await sayWhetherItLoads();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`cuda:install: ${error.message}\n`);
  process.exitCode = 1;
}
