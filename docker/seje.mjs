// The launcher inside an image: the service, and the commands that work on its state folder.
const [name = 'serve', ...args] = process.argv.slice(2);
const service = new URL('../dist/apps/api/apps/api/src/', import.meta.url);

if (name === 'serve') {
  await import(new URL('main.js', service).href);
} else if (name === 'backup' || name === 'restore') {
  const { run } = await import(new URL('backup/backup.main.js', service).href);
  await run(name, args).catch(fail);
} else if (name === 'keys') {
  const { keys } = await import(new URL('keys.main.js', service).href);
  await keys(args).catch(fail);
} else {
  fail(new Error(`There is no command ${name} in this image; there are serve, keys, backup and restore.`));
}

/** A command line that is wrong was explained by its parser already. */
function fail(error) {
  if (error.name !== 'CommanderError') process.stderr.write(`seje: ${error.message}\n`);
  process.exitCode = error.exitCode ?? 1;
}
