import { resolve } from 'node:path';
import type { BackupManifest } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { Command } from 'commander';
import { fetchBackup } from './fetch-backup.js';
import { checkNew, saveBackup } from './save-backup.js';
import { backUpStopped } from './stopped-backup.js';

interface BackupOptions {
  readonly url?: string;
  readonly key?: string;
  readonly state?: string;
  readonly out: string;
}

/** `seje backup`: of a running service by its address, of a stopped one by its state folder. */
export function backupCommand(environment: NodeJS.ProcessEnv, say: (text: string) => void): Command {
  return new Command('seje backup')
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: say })
    .description('Save the catalogue as of one moment, photos included, in one file.')
    .option('--url <address>', 'address of the running service')
    .option('--key <key>', 'key with scope admin (default: SEJE_ADMIN_KEY, which no list of processes shows)')
    .option('--state <dir>', 'state folder of a service that does not run')
    .requiredOption('--out <file>', 'the backup, not there yet')
    .addHelpText(
      'after',
      `
Photos in an S3-compatible bucket stay there; the backup names the bucket. The index is not in it: it is built anew.

Examples:
  $ npx seje backup --url http://127.0.0.1:3000 --out backup.tar
  $ npx seje backup --state run --out backup.tar`,
    )
    .action(async (options: BackupOptions) => {
      const out = resolve(options.out);
      await checkNew(out);
      say(`${summary(out, await saved({ ...options, out }, environment))}\n`);
    });
}

async function saved(
  { url, key = '', state, out }: BackupOptions,
  environment: NodeJS.ProcessEnv,
): Promise<BackupManifest> {
  if (url !== undefined && state === undefined) {
    return saveBackup(await fetchBackup(url, key || (environment['SEJE_ADMIN_KEY'] ?? '')), out);
  }
  if (state !== undefined && url === undefined) {
    return backUpStopped({ state: resolve(state), out }, environment);
  }
  throw new SejeError('SETTINGS_INVALID', {
    message: 'It is not said what to back up',
    expected: '--url of a running service, or --state of a stopped one',
    found: url === undefined ? 'neither' : 'both',
    remedy: 'Give one of them.',
  });
}

function summary(out: string, { photos, sequence }: BackupManifest): string {
  const lines = [`${out}: whole and checked; last change ${sequence}, ${photos.count} photos`];
  if (photos.missing.length > 0) {
    const names = photos.missing.slice(0, 10).join('\n  ');
    lines.push(
      `${photos.missing.length} photos are lost or damaged in the service, and not in the backup:\n  ${names}`,
    );
  }
  return lines.join('\n');
}
