/*
 * Puts the native TensorFlow under TensorFlow.js: the libraries come out of TensorFlow's PyPI wheel, the
 * addon of @tensorflow/tfjs-node is compiled against them. All of it lives in .native/ or .native-gpu/, outside
 * package.json, because the package's own install script fails or brings TensorFlow 2.9.1.
 * Usage: node training/native/install.mjs [cpu|gpu]      A second run only checks.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAddon } from './build-addon.mjs';
import { InstallError } from './install-error.mjs';
import { KINDS, TENSORFLOW, TFJS } from './kinds.mjs';
import { say, tool } from './tool.mjs';
import { linkSolver, unpackLibraries } from './unpack-libraries.mjs';

async function checkMachine({ directory, gigabytes }) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new InstallError(
      `TensorFlow's wheel is taken for linux x64, this machine is ${process.platform} ${process.arch}.\nWhat to do: train with ENGINE=wasm, or in a linux x64 container.`,
    );
  await mkdir(directory, { recursive: true });
  await tool('g++', ['--version'], {
    why: 'Looking for the C++ compiler',
    remedy: 'Install g++ (Debian, Ubuntu: apt-get install g++).',
  });
  await tool('python3', ['-m', 'pip', '--version'], {
    why: "Looking for Python's pip, which only downloads here",
    remedy: 'Install it (Debian, Ubuntu: apt-get install python3-pip).',
  });
  const { bavail, bsize } = await statfs(directory);
  const free = (bavail * bsize) / 2 ** 30;
  if (free < gigabytes)
    throw new InstallError(
      `${directory} has ${free.toFixed(1)} GiB free, unpacking needs ${gigabytes}.\nWhat to do: free some space there.`,
    );
}

async function installPackages({ directory, addon }) {
  await writeFile(
    join(directory, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: { [addon]: TFJS, 'node-api-headers': '1.5.0' } }, undefined, 2)}\n`,
  );
  say(`npm install ${addon}@${TFJS}`);
  await tool('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    why: 'Installing the npm packages',
    remedy: 'Check that the npm registry can be reached, then run this again.',
    cwd: directory,
  });
}

/** A gradient in a fresh process: the proof that addon, libraries and gradients work on this Node. */
async function prove({ directory, addon }) {
  const program = `const tf = require(${JSON.stringify(addon)});
    tf.topk(tf.ones([4, 4]), 2).values.dataSync();
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const got = tf.grad((a) => a.matMul(a).sum())(x).dataSync();
    if ([...got].join() !== '7,11,9,13') throw new Error('wrong gradient ' + got);
    process.stdout.write('TensorFlow ' + tf.backend().binding.TF_Version + (tf.backend().isUsingGpuDevice ? ' on GPU' : ' on CPU'));`;
  return tool(process.execPath, ['-e', program], {
    why: 'The proof (a gradient through the native engine)',
    remedy: `Delete ${directory} and run this again.`,
    cwd: directory,
  });
}

async function install(name) {
  const kind = KINDS[name];
  if (kind === undefined)
    throw new InstallError(`Unknown kind ${name}.\nWhat to do: npm run native:install [-- cpu|gpu]`);
  const { directory, addon, engine, download } = kind;
  const libraries = join(directory, kind.libraries);
  const ready = join(directory, 'ready.json');
  const record = `${JSON.stringify({ kind: name, addon, tfjs: TFJS, tensorflow: TENSORFLOW })}\n`;
  if (!existsSync(ready) || (await readFile(ready, 'utf8')) !== record) {
    await checkMachine(kind);
    await rm(ready, { force: true });
    await installPackages(kind);
    say(
      `libraries of TensorFlow ${TENSORFLOW} (${name}) from PyPI, checksums pinned, ${download} to download`,
    );
    await unpackLibraries(kind, libraries);
    await buildAddon(kind, libraries);
  }
  await linkSolver(libraries); // also in what an earlier version installed
  const proof = await prove(kind);
  await writeFile(ready, record);
  const taken = name === 'cpu' ? 'ENGINE=auto takes it from now on' : `ENGINE=${engine} takes it`;
  say(`ready: ${proof}, Node ${process.version}. ${taken}.`);
}

try {
  await install(process.argv[2] ?? 'cpu');
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  process.stderr.write(`native:install: ${error.message}\n`);
  process.exitCode = 1;
}
