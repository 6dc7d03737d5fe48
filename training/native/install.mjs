/*
 * Puts the native TensorFlow under TensorFlow.js: the libraries come out of TensorFlow's PyPI wheel, the
 * addon of @tensorflow/tfjs-node is compiled against them. All of it lives in .native/, outside
 * package.json, because the package's own install script fails or brings TensorFlow 2.9.1.
 * Usage: node training/native/install.mjs [cpu|gpu]      A second run only checks.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractWheel } from './extract-wheel.mjs';

const run = promisify(execFile);
const TFJS = '4.22.0';
const TENSORFLOW = '2.21.0';
/** Wheel on PyPI, its SHA-256, the npm package of the addon, free space wanted while it is unpacked. */
const KINDS = {
  cpu: {
    wheel: 'tensorflow-cpu',
    sha256: '05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793',
    addon: '@tensorflow/tfjs-node',
    gigabytes: 2,
  },
  gpu: {
    wheel: 'tensorflow',
    sha256: 'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
    addon: '@tensorflow/tfjs-node-gpu',
    gigabytes: 4,
  },
};
const WANTED =
  /^tensorflow\/(?:(libtensorflow_(?:cc|framework)\.so\.2)|(include\/(?:tensorflow\/c\/|tsl\/platform\/ctstring|tensorflow\/core\/platform\/ctstring|xla\/tsl\/c\/).*\.h))$/;
/** Two functions of node:util that Node 23 removed and that the package still calls. */
const REMOVED_CALLS = [
  ['(0, util_1.isNullOrUndefined)(', '((x) => x == null)('],
  ['(0, util_1.isArray)(', 'Array.isArray('],
];

const native = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.native');

class InstallError extends Error {}

function say(text) {
  process.stdout.write(`native:install: ${text}\n`);
}

/** Runs a tool; its failure becomes an error that says what the tool was wanted for. */
async function tool(command, args, { why, remedy, cwd = native }) {
  try {
    return (await run(command, args, { cwd, maxBuffer: 64 * 2 ** 20 })).stdout;
  } catch (error) {
    const said = String(error.stderr ?? '').trim() || error.message;
    throw new InstallError(`${why} failed (${command}).\n${said.slice(-2000)}\nWhat to do: ${remedy}`, {
      cause: error,
    });
  }
}

async function checkMachine(kind) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new InstallError(
      `TensorFlow's wheel is taken for linux x64, this machine is ${process.platform} ${process.arch}.\nWhat to do: train with ENGINE=wasm, or in a linux x64 container.`,
    );
  await mkdir(native, { recursive: true });
  await tool('g++', ['--version'], {
    why: 'Looking for the C++ compiler',
    remedy: 'Install g++ (Debian, Ubuntu: apt-get install g++).',
  });
  await tool('python3', ['-m', 'pip', '--version'], {
    why: "Looking for Python's pip, which only downloads here",
    remedy: 'Install it (Debian, Ubuntu: apt-get install python3-pip).',
  });
  const { bavail, bsize } = await statfs(native);
  const free = (bavail * bsize) / 2 ** 30;
  if (free < kind.gigabytes)
    throw new InstallError(
      `${native} has ${free.toFixed(1)} GiB free, unpacking needs ${kind.gigabytes}.\nWhat to do: free some space there.`,
    );
}

async function installPackages(kind) {
  await writeFile(
    join(native, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: { [kind.addon]: TFJS, 'node-api-headers': '1.5.0' } }, undefined, 2)}\n`,
  );
  say(`npm install ${kind.addon}@${TFJS}`);
  await tool('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    why: 'Installing the npm packages',
    remedy: 'Check that the npm registry can be reached, then run this again.',
  });
}

/** Libraries and headers out of the wheel, [lib/, include/]; done once. */
async function unpackTensorFlow(kind, libraries) {
  if (existsSync(join(libraries, 'complete'))) return;
  const downloads = join(libraries, 'download');
  await rm(libraries, { recursive: true, force: true });
  await mkdir(downloads, { recursive: true });
  const requirements = join(libraries, 'requirements.txt');
  await writeFile(requirements, `${kind.wheel}==${TENSORFLOW} --hash=sha256:${kind.sha256}\n`);
  say(`downloading ${kind.wheel} ${TENSORFLOW} from PyPI (checksum pinned; some hundred MB)`);
  const checks = '--quiet --no-deps --require-hashes --only-binary=:all:';
  const target = '--implementation cp --python-version 3.13 --abi cp313 --platform manylinux_2_27_x86_64';
  await tool(
    'python3',
    [...`-m pip download ${checks} ${target}`.split(' '), '-d', downloads, '-r', requirements],
    {
      why: `Downloading ${kind.wheel} ${TENSORFLOW}`,
      remedy: 'Check that PyPI can be reached and that pip is recent (python3 -m pip install -U pip).',
    },
  );
  const wheel = (await readdir(downloads)).find((name) => name.endsWith('.whl'));
  const count = await extractWheel(join(downloads, wheel), (name) => {
    const [, library, header] = WANTED.exec(name) ?? [];
    if (library !== undefined) return join(libraries, 'lib', library);
    return header === undefined ? undefined : join(libraries, header);
  });
  say(`took ${count} files out of ${wheel}`);
  await symlink('libtensorflow_cc.so.2', join(libraries, 'lib', 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', join(libraries, 'lib', 'libtensorflow_framework.so'));
  await rm(downloads, { recursive: true });
  await writeFile(join(libraries, 'complete'), `${kind.wheel} ${TENSORFLOW} ${kind.sha256}\n`);
}

/** Compiles the addon (N-API: one build serves every Node) and puts it where the package looks for it. */
async function buildAddon(addonPackage, libraries) {
  const built = join(libraries, 'tfjs_binding.node');
  await rm(join(addonPackage, 'deps'), { recursive: true, force: true });
  await symlink(relative(addonPackage, libraries), join(addonPackage, 'deps'));
  if (!existsSync(built)) {
    say('compiling the addon');
    const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(addonPackage, 'binding', name));
    const flags =
      '-std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=tfjs_binding -DBUILDING_NODE_EXTENSION';
    const includes = [join(native, 'node_modules/node-api-headers/include'), join(libraries, 'include')];
    const linked = '-ltensorflow -ltensorflow_framework -Wl,-rpath,$ORIGIN/../../deps/lib';
    await tool(
      'g++',
      [
        ...flags.split(' '),
        ...includes.map((path) => `-I${path}`),
        ...sources,
        `-L${join(libraries, 'lib')}`,
        ...linked.split(' '),
        '-o',
        built,
      ],
      { why: 'Compiling the addon', remedy: 'Use g++ 9 or later.' },
    );
  }
  await mkdir(join(addonPackage, 'lib', 'napi-v8'), { recursive: true });
  await cp(built, join(addonPackage, 'lib', 'napi-v8', 'tfjs_binding.node'));
  for (const name of ['nodejs_kernel_backend.js', 'kernels/TopK.js']) {
    const path = join(addonPackage, 'dist', name);
    const source = await readFile(path, 'utf8');
    await writeFile(
      path,
      REMOVED_CALLS.reduce((text, [call, instead]) => text.replaceAll(call, instead), source),
    );
  }
}

/** A gradient in a fresh process: the proof that addon, libraries and gradients work on this Node. */
async function prove(kind) {
  const program = `const tf = require(${JSON.stringify(kind.addon)});
    tf.topk(tf.ones([4, 4]), 2).values.dataSync();
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const got = tf.grad((a) => a.matMul(a).sum())(x).dataSync();
    if ([...got].join() !== '7,11,9,13') throw new Error('wrong gradient ' + got);
    process.stdout.write('TensorFlow ' + tf.backend().binding.TF_Version + (tf.backend().isUsingGpuDevice ? ' on GPU' : ' on CPU'));`;
  return tool(process.execPath, ['-e', program], {
    why: 'The proof (a gradient through the native engine)',
    remedy: `Delete ${native} and run this again.`,
  });
}

async function install(name) {
  const kind = KINDS[name];
  if (kind === undefined)
    throw new InstallError(`Unknown kind ${name}.\nWhat to do: npm run native:install [-- cpu|gpu]`);
  const addonPackage = join(native, 'node_modules', kind.addon);
  const libraries = join(native, `${kind.wheel}-${TENSORFLOW}`);
  const ready = join(native, 'ready.json');
  const record = `${JSON.stringify({ kind: name, addon: kind.addon, tfjs: TFJS, tensorflow: TENSORFLOW })}\n`;
  if (!existsSync(ready) || (await readFile(ready, 'utf8')) !== record) {
    await checkMachine(kind);
    await rm(ready, { force: true });
    await installPackages(kind);
    await unpackTensorFlow(kind, libraries);
    await buildAddon(addonPackage, libraries);
  }
  const proof = await prove(kind);
  await writeFile(ready, record);
  say(`ready: ${proof}, Node ${process.version}. ENGINE=auto takes it from now on.`);
}

try {
  await install(process.argv[2] ?? 'cpu');
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`native:install: ${error.message}\n`);
  process.exitCode = 1;
}
