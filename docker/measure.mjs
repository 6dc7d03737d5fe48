// What a folder weighs, and what its binaries want of the system.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Blocks of its files on the disk, in millions of bytes. */
export function megabytesOf(folder) {
  const [kibibytes] = execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t');
  return Math.round((Number(kibibytes) * 1024) / 1e6);
}

/** Shared libraries that its addons and libraries name and that are not in the folder, sorted. */
export function systemLibrariesOf(folder) {
  const binaries = readdirSync(folder, { recursive: true }).filter((name) =>
    /\.(node|so(\.\d+)*)$/.test(name),
  );
  const own = new Set(binaries.map((name) => name.split('/').at(-1)));
  const wanted = binaries.flatMap((name) => neededBy(join(folder, name)));
  return [...new Set(wanted)].filter((name) => !own.has(name)).sort();
}

/** Empty for a binary of another system. */
function neededBy(path) {
  const { stdout = '' } = tryRun('readelf', ['-d', path]);
  return [...stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
}

function tryRun(program, args) {
  try {
    return { stdout: execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) };
  } catch {
    return {};
  }
}
