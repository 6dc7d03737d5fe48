/*
 * Builds the S3-compatible server (versitygw, Apache-2.0) that the tests of the photo store run against.
 * Usage: node test/s3/install.mjs      A second run only checks.
 * It lands in .seje/cache (SEJE_CACHE names another cache folder), 84 MB; needs Go, and takes about a minute.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { S3_SERVER } from './server.mjs';

const run = promisify(execFile);
const { folder, program, module } = S3_SERVER;
const say = (text) => process.stdout.write(`s3: ${text}\n`);

try {
  if (!existsSync(program)) {
    say(`building ${module}`);
    await run('go', ['install', module], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath', CGO_ENABLED: '0' },
      maxBuffer: 2 ** 24,
    });
  }
  await run(program, ['--version']);
  say(`ready: ${program}`);
} catch (error) {
  const said = String(error.stderr ?? '').trim() || error.message;
  process.stderr.write(
    `s3: building failed.\n${said.slice(-2000)}\nWhat to do: check that Go is installed and that its module proxy can be reached.\n`,
  );
  process.exitCode = 1;
}
