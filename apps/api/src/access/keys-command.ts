import { resolve } from 'node:path';
import { type ApiKey, type NewApiKey, SCOPES, type Scope } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { keyView, madeKeyView } from './key-view.dto.js';
import { type KeyStorePlaces, withKeyStore } from './open-key-store.js';

/** Where a command writes: results, and words for people. */
export interface Output {
  readonly out: (text: string) => void;
  readonly say: (text: string) => void;
}

interface PlaceOptions {
  readonly state?: string;
  readonly json?: boolean;
}

interface CreateOptions extends PlaceOptions {
  readonly name: string;
  readonly scope: Scope[];
  readonly expires?: Date;
  readonly rateLimit?: number;
}

/** `seje keys`: makes, lists and revokes keys while no service has the embedded database. */
export function keysCommand(environment: NodeJS.ProcessEnv, { out, say }: Output): Command {
  const placesOf = ({ state }: PlaceOptions): KeyStorePlaces => {
    const databaseUrl = environment['DATABASE_URL'] || undefined;
    if (databaseUrl === undefined && state === undefined) throw noPlace();
    // With a server's database nothing is looked for in the folder.
    return { state: resolve(state ?? '.'), databaseUrl };
  };
  const create = new Command('create')
    .description('make a key and print it, the one time that it can be seen')
    .option('--name <text>', 'who or what uses it', 'unnamed')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(SCOPES).default(['search']))
    .option('--expires <date>', 'last moment, e.g. 2027-01-31 or 2027-01-31T12:00:00Z', dateOf)
    .option(
      '--rate-limit <n>',
      'requests a minute, 0 for any number (default: as the service is set)',
      Number,
    )
    .action(async (options: CreateOptions) => {
      const made = await withKeyStore(placesOf(options), (keys) => keys.create(newKeyOf(options)));
      if (options.json === true) return out(json(madeKeyView(made)));
      say(`Key ${made.key.id}, scope ${made.key.scopes.join(', ')}. Keep it now: it is not shown again.\n`);
      out(`${made.text}\n`);
    });
  const list = new Command('list').description('list keys, revoked and expired ones too');
  list.action(async (options: PlaceOptions) => {
    const keys = await withKeyStore(placesOf(options), (store) => store.all());
    out(options.json === true ? json(keys.map(keyView)) : keys.map(lineOf).join(''));
    if (keys.length === 0) say('There is no key.\n');
  });
  const revoke = new Command('revoke')
    .description('end a key for good')
    .argument('<id>', 'as `list` shows it');
  revoke.action(async (id: string, options: PlaceOptions) => {
    await withKeyStore(placesOf(options), (keys) => keys.revoke(id));
    say(`Key ${id} is revoked.\n`);
  });
  const commands = [create, list, revoke];
  const keys = described(new Command('seje keys'));
  for (const command of [keys, ...commands]) {
    command.exitOverride().configureOutput({ writeOut: out, writeErr: say });
  }
  for (const command of commands) {
    keys.addCommand(command.addOption(stateOption()).option('--json', 'print JSON for programs'));
  }
  return keys;
}

function stateOption(): Option {
  return new Option('--state <dir>', 'state folder of the service').env('SEJE_STATE');
}

function described(keys: Command): Command {
  return keys
    .description('API keys of the service, in the database of its state folder or at DATABASE_URL.')
    .addHelpText(
      'after',
      `
With the embedded database the service must not run; while it does, use /v1/admin/keys.

Examples:
  $ npx seje keys create --scope search --name "shop front" --state run
  $ npx seje keys create --scope admin --expires 2027-01-31 --state run
  $ npx seje keys list --state run
  $ npx seje keys revoke 9f86d081884c --state run`,
    );
}

function noPlace(): SejeError {
  return new SejeError('SETTINGS_INVALID', {
    message: 'It is not said which keys',
    expected: '--state, SEJE_STATE or DATABASE_URL',
    remedy:
      'Give the state folder of the service as --state: that of the bundle, unless it was told another.',
  });
}

function newKeyOf({ name, scope, expires, rateLimit }: CreateOptions): NewApiKey {
  return { name, scopes: scope, expiresAt: expires, rateLimit };
}

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It is no date.');
  return date;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function lineOf(key: ApiKey): string {
  const { id, name, scopes, createdAt, lastUsedAt } = keyView(key);
  const used = lastUsedAt === undefined ? 'never used' : `used ${lastUsedAt}`;
  return `${[id, scopes.join(','), stateOf(key), `made ${createdAt}`, used, name].join('\t')}\n`;
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt === undefined) return 'good';
  return `until ${expiresAt.toISOString()}`;
}
