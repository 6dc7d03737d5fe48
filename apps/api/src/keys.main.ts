import 'reflect-metadata';
import { keysCommand } from './access/keys-command.js';

/** Runs `seje keys`; the launcher prints what it throws. @param args after `keys` */
export async function keys(args: readonly string[]): Promise<void> {
  const output = {
    out: (text: string) => void process.stdout.write(text),
    say: (text: string) => void process.stderr.write(text),
  };
  await keysCommand(process.env, output).parseAsync(args, { from: 'user' });
}
