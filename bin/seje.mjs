#!/usr/bin/env node
// The one launcher: finds the Node that the project pins, builds what is missing, starts the command.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Oldest major version whose features (decorators' build, node: modules) the project uses. */
const NODE_MAJOR = 24;

/** Exit code of a command line that cannot be understood, as training's commands have it. */
const WRONG_USAGE = 2;

if (!existsSync(join(root, 'node_modules', '@nestjs', 'cli'))) {
  fail(`The project's packages are not installed. Run "npm ci" in ${root}, then try again.`);
} else if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) {
  await runHere(process.argv.slice(2));
} else if (existsSync(pinnedNode)) {
  runOnPinnedNode();
} else {
  fail(
    `Node ${NODE_MAJOR} is needed, this is ${process.version}, and the pinned one was not installed by npm. ` +
      `Run "npm rebuild node" in ${root} (npm 12 asks for "npm install-scripts approve node" first), then try again.`,
  );
}

function fail(message) {
  process.stderr.write(`seje: ${message}\n`);
  process.exitCode = 1;
}

function runOnPinnedNode() {
  const child = spawn(pinnedNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends SIGINT to the whole group; SIGTERM reaches this process alone and is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
}

async function runHere(args) {
  const { defaultsOf, ensureBuilt, entryOf } = await import('./build.mjs');
  try {
    if (args[0] === 'serve') {
      const { serve } = await import('./serve.mjs');
      await serve(root, args.slice(1));
    } else if (args[0] === 'demo') {
      const { demo } = await import('./demo.mjs');
      await demo(root, args.slice(1));
    } else if (args[0] === 'keys') {
      await ensureBuilt(root, ['api']);
      const { keys } = await import(new URL('keys.main.js', entryOf(root, 'api')).href);
      await keys(args.slice(1));
    } else if (args[0] === 'backup' || args[0] === 'restore') {
      await ensureBuilt(root, ['api']);
      const { run } = await import(new URL('backup/backup.main.js', entryOf(root, 'api')).href);
      await run(args[0], args.slice(1));
    } else {
      await ensureBuilt(root, ['training']);
      const { main } = await import(entryOf(root, 'training'));
      process.exitCode = await main(args, defaultsOf(root));
    }
  } catch (error) {
    if (error.name === 'CommanderError') process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
    else fail(error.name === 'SejeError' || error.expected === true ? error.message : error.stack);
  }
}
