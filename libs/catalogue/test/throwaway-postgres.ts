import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where Debian puts it, one folder a version; `POSTGRES_BIN` names another place. */
const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
const UNPRIVILEGED_USER = 'postgres';
const START_ATTEMPTS = 600;
const START_PAUSE_MS = 100;

export const NO_POSTGRES =
  'no PostgreSQL here: install it (Debian: apt-get install postgresql) or set POSTGRES_BIN';

/** A PostgreSQL server of its own on a Unix socket in a temporary folder. */
export class ThrowawayPostgres {
  private databases = 0;

  private constructor(
    private readonly folder: string,
    private readonly tools: Tools,
    private server: ChildProcess,
  ) {}

  /** Undefined where none is installed. */
  static async start(): Promise<ThrowawayPostgres | undefined> {
    const bin = binFolder();
    if (bin === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'seje-pg-'));
    const tools = new Tools(bin, folder);
    tools.run('initdb', ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'seje', '-E', 'UTF8', '--no-sync']);
    const postgres = new ThrowawayPostgres(folder, tools, tools.server());
    await postgres.ready();
    return postgres;
  }

  /** The address of a new, empty database. */
  database(): string {
    const name = `seje_${++this.databases}`;
    this.tools.run('createdb', ['-h', this.folder, '-U', 'seje', name]);
    return `postgres://seje@localhost/${name}?host=${encodeURIComponent(this.folder)}`;
  }

  /** As a crash of the whole server: SIGQUIT ends it without a checkpoint. It is ready again afterwards. */
  async crashAndRestart(): Promise<void> {
    await this.end('SIGQUIT');
    await this.startAgain();
  }

  /** Ends the server in order, and all connections to it. */
  async goAway(): Promise<void> {
    await this.end('SIGINT');
  }

  async startAgain(): Promise<void> {
    this.server = this.tools.server();
    await this.ready();
  }

  async stop(): Promise<void> {
    await this.end('SIGINT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill(signal);
    await ended;
  }

  private async ready(): Promise<void> {
    for (let i = 0; i < START_ATTEMPTS; i++) {
      if (this.tools.succeeds('pg_isready', ['-q', '-h', this.folder])) return;
      await sleep(START_PAUSE_MS);
    }
    throw new Error(`PostgreSQL in ${this.folder} did not start`);
  }
}

/** PostgreSQL's programs, run as somebody who is not root. */
class Tools {
  private readonly user: { readonly uid?: number; readonly gid?: number };

  constructor(
    private readonly bin: string,
    private readonly folder: string,
  ) {
    this.user = {};
    if (process.getuid?.() !== 0) return;
    const number = (flag: string): number =>
      Number(execFileSync('id', [flag, UNPRIVILEGED_USER], { encoding: 'utf8' }));
    this.user = { uid: number('-u'), gid: number('-g') };
    chownSync(folder, this.user.uid!, this.user.gid!);
  }

  run(program: string, args: string[]): void {
    execFileSync(join(this.bin, program), args, { ...this.user, cwd: this.folder, stdio: 'pipe' });
  }

  succeeds(program: string, args: string[]): boolean {
    try {
      this.run(program, args);
      return true;
    } catch {
      return false;
    }
  }

  server(): ChildProcess {
    const settings = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${this.folder}`];
    const options = { ...this.user, cwd: this.folder, stdio: 'ignore' as const };
    return spawn(join(this.bin, 'postgres'), ['-D', join(this.folder, 'data'), ...settings], options);
  }
}

function binFolder(): string | undefined {
  const named = process.env['POSTGRES_BIN'];
  if (named !== undefined) return named;
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}
