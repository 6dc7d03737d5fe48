// Measurements that call the built training itself, where the command line is too far away.
import { fileURLToPath } from 'node:url';
import { ensureBuilt, entryOf } from '../../bin/build.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the named modules export, paths under training/src; built first where their sources have changed. */
export async function builtTraining(paths) {
  await ensureBuilt(root, ['training']);
  const modules = await Promise.all(
    paths.map((path) => import(new URL(path, entryOf(root, 'training')).href)),
  );
  return Object.assign({}, ...modules);
}
