import { backupCommand } from './backup-command.js';
import { restoreCommand } from './restore-command.js';

const COMMANDS = { backup: backupCommand, restore: restoreCommand };

/** Runs `seje backup` or `seje restore`. @throws SejeError, CommanderError */
export async function run(name: keyof typeof COMMANDS, args: readonly string[]): Promise<void> {
  const command = COMMANDS[name](process.env, (text) => void process.stderr.write(text));
  await command.parseAsync([...args], { from: 'user' });
}
