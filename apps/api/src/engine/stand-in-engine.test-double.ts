import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { type StartChild, forkRole } from './child.js';
import { EngineSupervisor } from './engine-supervisor.js';
import type { EngineSettings } from './protocol.js';

/**
 * Test double of the engine process. A recipe's title says what it does: `die` kills the process, `hang`
 * is never answered until it is cancelled, `block` holds the event loop, `later` is answered after 300 ms,
 * anything else at once. The bundle's name says how it starts: `damaged` is refused, `dying` kills it,
 * `stuck` never gets ready, `slow` takes 300 ms, and the path of a file
 * is refused once that file is there. Photos are answered as they came.
 */
const SCRIPT = `
import { existsSync } from 'node:fs';
let generation = { name: 'none', recipes: 1, images: 1 };
let overlay = { recipes: 0, images: 0, sequence: 0 };
const answer = (id, answer) => process.send({ type: 'answer', id, answer });
const refuse = (id, error) => process.send({ type: 'refused', id, error });
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const { type, id, method, payload } = message;
  if (type === 'start') {
    const { bundle } = message.settings;
    generation = { ...generation, name: message.settings.generation };
    const ready = () => process.send({ type: 'ready', info: { executionProvider: 'cpu', bundle, dimension: 2, generation, overlay } });
    if (bundle === 'damaged' || existsSync(bundle)) {
      process.send({ type: 'failed', error: { code: 'BUNDLE_INVALID', message: 'damaged' } }, () => process.exit(1));
    } else if (bundle === 'dying') process.kill(process.pid, 'SIGKILL');
    else if (bundle === 'slow') setTimeout(ready, 300);
    else if (bundle !== 'stuck') ready();
  } else if (type === 'cancel') refuse(id, { code: 'DEADLINE_EXCEEDED', message: 'cancelled' });
  else if (method === 'ping') answer(id, { residentBytes: 1 });
  else if (method === 'applyChanges') {
    overlay = { recipes: payload.changes.length, images: 0, sequence: payload.until };
    answer(id, { overlay, refused: [] });
  } else if (method === 'cleanPhoto') {
    if (payload.photo.length > 0) answer(id, { photo: payload.photo, type: 'image/jpeg', width: 1, height: 1 });
  } else {
    const { title } = payload.recipe;
    const found = () => answer(id, { generation: generation.name, neighbours: [{ id: title, distance: 0 }], times: { encodeMs: 1, searchMs: 1, batch: 1 } });
    if (title === 'die') process.kill(process.pid, 'SIGKILL');
    else if (title === 'block') for (;;);
    else if (title === 'empty') refuse(id, { code: 'RECIPE_EMPTY', message: 'no text', remedy: 'Type some.' });
    else if (title === 'later') setTimeout(found, 300);
    else if (title !== 'hang') found();
  }
});
`;

export function settingsOf(bundle: string, generation: string): EngineSettings {
  return {
    bundle,
    generation,
    photoFeatures: '',
    photos: { kind: 'folder', folder: '' },
    executionProvider: 'cpu',
    engineThreads: undefined,
    logLevel: 'silent',
  };
}

/** @param options waits of the supervisor, milliseconds */
export function standInSupervisor(
  options: Partial<Record<'firstBackOffMs' | 'startLimitMs' | 'drainLimitMs', number>> = {},
): EngineSupervisor {
  const entry = join(mkdtempSync(join(tmpdir(), 'engine-')), 'engine.mjs');
  writeFileSync(entry, SCRIPT);
  const startChild: StartChild = (role) => forkRole(pathToFileURL(entry), role);
  return new EngineSupervisor({
    startChild,
    logger: pino({ level: 'silent' }),
    firstBackOffMs: 10,
    ...options,
  });
}
