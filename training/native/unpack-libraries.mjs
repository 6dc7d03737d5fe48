import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extractWheel } from './extract-wheel.mjs';
import { say, tool } from './tool.mjs';

const TENSORFLOW_FILES =
  /^tensorflow\/(?:(libtensorflow_(?:cc|framework)\.so\.2)|(include\/(?:tensorflow\/c\/|tsl\/platform\/ctstring|tensorflow\/core\/platform\/ctstring|xla\/tsl\/c\/).*\.h))$/;
/** CUDA's shared libraries, the assembler and the device code that TensorFlow looks for, and their licence. */
const CUDA_FILES =
  /^nvidia\/\w+\/(?:lib\/[^/]+\.so[^/]*|bin\/ptxas|nvvm\/libdevice\/[^/]+)$|^nvidia_\w+-[^/]*\/(?:licenses\/)?License\.txt$/;
const PTXAS = join('nvidia', 'cuda_nvcc', 'bin', 'ptxas');
const SOLVER = 'libcusolver.so.11';

/**
 * Libraries and headers out of the wheels, done once: `lib/` and `include/` of TensorFlow, and of CUDA's wheels
 * `nvidia/<part>/lib/`. TensorFlow opens CUDA's libraries by name, and the loader then looks where TensorFlow's own
 * RUNPATH says, which is $ORIGIN/../nvidia/<part>/lib, as pip lays them out: with the same layout here they are found
 * without LD_LIBRARY_PATH (but for cusolver, see `linkSolver`), and they find each other by RUNPATHs of the same kind.
 */
export async function unpackLibraries({ requirements }, libraries) {
  const complete = join(libraries, 'complete');
  if (existsSync(complete)) return;
  const downloads = join(libraries, 'download');
  await mkdir(downloads, { recursive: true });
  await download(requirements, downloads); // what an interrupted run left there is checked and kept
  await rm(join(libraries, 'lib'), { recursive: true, force: true });
  for (const name of await readdir(downloads)) {
    const count = await extractWheel(join(downloads, name), (entry) => placeOf(entry, libraries));
    say(`took ${count} files out of ${name}`);
  }
  await symlink('libtensorflow_cc.so.2', join(libraries, 'lib', 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', join(libraries, 'lib', 'libtensorflow_framework.so'));
  if (existsSync(join(libraries, PTXAS))) await chmod(join(libraries, PTXAS), 0o755);
  await rm(downloads, { recursive: true });
  await copyFile(requirements, join(libraries, 'requirements.txt'));
  await writeFile(complete, '');
}

/**
 * TensorFlow's library that opens CUDA's by name has all of their folders in its RUNPATH but cusolver's, and uses no GPU
 * where one of them is missing: cusolver gets a second name in the folder of cublas, from where it finds the others.
 */
export async function linkSolver(libraries) {
  const link = join(libraries, 'nvidia', 'cublas', 'lib', SOLVER);
  if (!existsSync(join(libraries, 'nvidia', 'cusolver', 'lib', SOLVER)) || existsSync(link)) return;
  await symlink(join('..', '..', 'cusolver', 'lib', SOLVER), link);
}

async function download(requirements, downloads) {
  const checks = '--quiet --no-deps --require-hashes --only-binary=:all:';
  const platforms = ['manylinux_2_27_x86_64', 'manylinux2014_x86_64', 'manylinux2010_x86_64'];
  const target = `--implementation cp --python-version 3.13 --abi cp313 --platform ${platforms.join(' --platform ')}`;
  await tool(
    'python3',
    [...`-m pip download ${checks} ${target}`.split(' '), '-d', downloads, '-r', requirements],
    {
      why: `Downloading what ${requirements} names`,
      remedy: 'Check that PyPI can be reached and that pip is recent (python3 -m pip install -U pip).',
    },
  );
}

/** Where an entry of a wheel goes, or undefined where it is not wanted. */
function placeOf(entry, libraries) {
  const [, library, header] = TENSORFLOW_FILES.exec(entry) ?? [];
  if (library !== undefined) return join(libraries, 'lib', library);
  if (header !== undefined) return join(libraries, header);
  return CUDA_FILES.test(entry) ? join(libraries, entry) : undefined;
}
