import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { SearchAdmission } from './search-admission.js';

/** Of an engine, what admission looks at. */
class EngineLoad {
  load = 0;
  isDown = false;

  requireRoom(): void {
    if (this.isDown) throw new SejeError('ENGINE_DOWN', { message: 'down' });
  }
}

const DEADLINE_MS = 1_000;
const setUp = (): { engine: EngineLoad; admission: SearchAdmission } => {
  const engine = new EngineLoad();
  return { engine, admission: new SearchAdmission(engine, { deadlineMs: DEADLINE_MS }) };
};
const code = (name: string): unknown => expect.objectContaining({ code: name });

describe('SearchAdmission', () => {
  it('hands back what a search finds, or throws', async () => {
    const { admission } = setUp();
    await expect(admission.admit(async () => 'found')).resolves.toBe('found');
    const failing = admission.admit(() => Promise.reject(new Error('no photo')));
    await expect(failing).rejects.toThrow('no photo');
  });

  it('refuses where the wait would outlast the deadline, also for what the engine does for clients that left', async () => {
    const { admission, engine } = setUp();
    await admission.admit(() => new Promise((done) => setTimeout(done, 20)));
    engine.load = DEADLINE_MS;
    expect(() => admission.requireRoom()).toThrow(code('QUEUE_FULL'));
    await expect(admission.admit(async () => 'found')).rejects.toThrow(code('QUEUE_FULL'));
    engine.load = 0;
    await expect(admission.admit(async () => 'found')).resolves.toBe('found');
  });

  it('says first that the engine is down', () => {
    const { admission, engine } = setUp();
    engine.isDown = true;
    expect(() => admission.requireRoom()).toThrow(code('ENGINE_DOWN'));
  });
});
