import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InstallError } from './install-error.mjs';

const run = promisify(execFile);

export function say(text) {
  process.stdout.write(`native:install: ${text}\n`);
}

/** Runs a tool and returns its stdout; its failure becomes an error that says what the tool was wanted for. */
export async function tool(command, args, { why, remedy, cwd }) {
  try {
    return (await run(command, args, { cwd, maxBuffer: 64 * 2 ** 20 })).stdout;
  } catch (error) {
    const said = String(error.stderr ?? '').trim() || error.message;
    throw new InstallError(`${why} failed (${command}).\n${said.slice(-2000)}\nWhat to do: ${remedy}`, {
      cause: error,
    });
  }
}
