import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { type StartChild, forkRole } from './child.js';
import { EngineSupervisor } from './engine-supervisor.js';

/**
 * Test double of the engine process. A recipe's title says what it does: `die` kills the process, `hang`
 * is never answered until it is cancelled, `block` holds the event loop, anything else is answered. Opening a
 * generation holds the event loop for as many milliseconds as its name says.
 */
const SCRIPT = `
const info = { executionProvider: 'cpu', bundle: 'b', dimension: 2, generation: { name: String(process.pid), recipes: 1, images: 1 } };
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.type === 'start') {
    if (message.settings.bundle === 'damaged') {
      process.send({ type: 'failed', error: { code: 'BUNDLE_INVALID', message: 'damaged' } }, () => process.exit(1));
    } else process.send({ type: 'ready', info });
  } else if (message.type === 'cancel') {
    process.send({ type: 'refused', id: message.id, error: { code: 'DEADLINE_EXCEEDED', message: 'cancelled' } });
  } else if (message.method === 'ping') process.send({ type: 'answer', id: message.id, answer: true });
  else if (message.method === 'openGeneration') {
    const end = Date.now() + Number(message.payload.name);
    while (Date.now() < end);
    process.send({ type: 'answer', id: message.id, answer: { name: message.payload.name, recipes: 1, images: 1 } });
  } else {
    const { title } = message.payload.recipe;
    if (title === 'die') process.kill(process.pid, 'SIGKILL');
    else if (title === 'block') for (;;);
    else if (title === 'empty') process.send({ type: 'refused', id: message.id, error: { code: 'RECIPE_EMPTY', message: 'no text', remedy: 'Type some.' } });
    else if (title !== 'hang') process.send({ type: 'answer', id: message.id, answer: { generation: String(process.pid), neighbours: [{ id: title, distance: 0 }] } });
  }
});
`;

export function standInEngine({ bundle = 'b', firstBackOffMs = 10 } = {}): EngineSupervisor {
  const entry = join(mkdtempSync(join(tmpdir(), 'engine-')), 'engine.mjs');
  writeFileSync(entry, SCRIPT);
  const startChild: StartChild = (role) => forkRole(pathToFileURL(entry), role);
  const settings = {
    bundle,
    data: '',
    generations: '',
    photoFeatures: '',
    executionProvider: 'cpu',
    engineThreads: undefined,
  } as const;
  return new EngineSupervisor({ settings, startChild, logger: pino({ level: 'silent' }), firstBackOffMs });
}
