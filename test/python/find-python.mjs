import { spawnSync } from 'node:child_process';
import { pythonOf } from './environments.mjs';

export function findPython(environment, modules = environment.modules) {
  const named = process.env[environment.variable];
  const candidates = named === undefined ? [pythonOf(environment), 'python3'] : [named];
  return candidates.find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0);
}

export function noPython({ name, modules, variable }) {
  const last = modules.at(-1);
  return `no Python with ${modules.slice(0, -1).join(', ')} and ${last}: run "node test/${name}/install.mjs", or name one with ${variable}`;
}
