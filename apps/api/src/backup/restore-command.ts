import { resolve } from 'node:path';
import type { RestoredBackup } from '@seje/catalogue';
import { Command } from 'commander';
import { restoreState } from './restore-state.js';

interface RestoreOptions {
  readonly from: string;
  readonly state: string;
}

/** `seje restore`: a backup into a new state folder, and into the database at DATABASE_URL where that is set. */
export function restoreCommand(environment: NodeJS.ProcessEnv, say: (text: string) => void): Command {
  return new Command('seje restore')
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: say })
    .description('Restore a backup: all of it, checked, or nothing.')
    .requiredOption('--from <file>', 'what "seje backup" saved')
    .requiredOption('--state <dir>', 'new state folder for the service: empty, or not there yet')
    .addHelpText(
      'after',
      `
With DATABASE_URL set the tables go to that server, into a database without tables of ours.

Example:
  $ npx seje restore --from backup.tar --state run/restored`,
    )
    .action(async ({ from, state }: RestoreOptions) => {
      const place = { from: resolve(from), state: resolve(state) };
      const restored = await restoreState(place, environment['DATABASE_URL'] || undefined);
      say(`${summary(place.state, restored)}\n`);
    });
}

function summary(state: string, { head, manifest }: RestoredBackup): string {
  const { photos, serving, createdAt } = head;
  const lines = [`${state}: the catalogue of ${createdAt}, last change ${manifest.sequence}.`];
  if (photos.kind === 's3') {
    lines.push(
      `Its photos are in the bucket ${photos.bucket} at ${photos.endpoint}, under "${photos.prefix}": give the service SEJE_PHOTOS_S3_… for it.`,
    );
  }
  if (serving !== undefined) {
    lines.push(`It answered with the bundle of fingerprint ${serving.bundle}.`);
  }
  lines.push('The service builds its index at the next start.');
  return lines.join('\n');
}
