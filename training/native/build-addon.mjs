import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { say, tool } from './tool.mjs';

/** Two functions of node:util that Node 23 removed and that the package still calls. */
const REMOVED_CALLS = [
  ['(0, util_1.isNullOrUndefined)(', '((x) => x == null)('],
  ['(0, util_1.isArray)(', 'Array.isArray('],
];

/** Compiles the addon (N-API: one build serves every Node) and puts it where the package looks for it. */
export async function buildAddon({ directory, addon }, libraries) {
  const addonPackage = join(directory, 'node_modules', addon);
  const built = join(libraries, 'tfjs_binding.node');
  await rm(join(addonPackage, 'deps'), { recursive: true, force: true });
  await symlink(relative(addonPackage, libraries), join(addonPackage, 'deps'));
  if (!existsSync(built)) {
    say('compiling the addon');
    const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(addonPackage, 'binding', name));
    const flags =
      '-std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=tfjs_binding -DBUILDING_NODE_EXTENSION';
    const includes = [join(directory, 'node_modules/node-api-headers/include'), join(libraries, 'include')];
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
      { why: 'Compiling the addon', remedy: 'Use g++ 9 or later.', cwd: directory },
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
