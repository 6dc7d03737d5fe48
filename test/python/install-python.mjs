import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { pythonOf } from './environments.mjs';

const run = promisify(execFile);

/** Makes a Python environment, or checks the one that is there; ends the process with 1 where that fails. */
export async function installPython(environment) {
  const { name, folder, modules, packages, pip } = environment;
  const python = pythonOf(environment);
  const say = (text) => process.stdout.write(`${name}: ${text}\n`);
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', folder]);
    say(`installing ${packages.join(', ')} from PyPI`);
    const install = '-m pip install --quiet --disable-pip-version-check --only-binary=:all:'.split(' ');
    await run(python, [...install, ...pip, ...packages], { maxBuffer: 2 ** 24 });
    await run(python, ['-c', `import ${modules.join(', ')}`]);
    say(`ready: ${python}`);
  } catch (error) {
    const said = String(error.stderr ?? '').trim() || error.message;
    process.stderr.write(
      `${name}: installing failed.\n${said.slice(-2000)}\nWhat to do: check that Python 3 has venv and pip and that PyPI can be reached.\n`,
    );
    process.exitCode = 1;
  }
}
