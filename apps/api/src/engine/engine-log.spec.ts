import { describe, expect, it } from 'vitest';
import { EngineLog } from './engine-log.js';
import type { EngineCall } from './protocol.js';

const call: EngineCall = {
  type: 'call',
  id: 1,
  method: 'searchByRecipe',
  payload: { recipe: { title: 'secret', ingredients: [], instructions: [] }, k: 1, requestId: 'abc' },
};
const times = { encodeMs: 1, searchMs: 1, batch: 1 };

function written(act: (log: EngineLog) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  act(new EngineLog('info', { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('EngineLog', () => {
  it('names the request that was refused, and nothing of what was in it', () => {
    const [line, ...more] = written((log) =>
      log.refused(call, { code: 'RECIPE_UNKNOWN_WORDS', message: 'm', found: 'secret' }),
    );
    expect(line).toMatchObject({
      level: 30,
      process: 'engine',
      reqId: 'abc',
      method: 'searchByRecipe',
      code: 'RECIPE_UNKNOWN_WORDS',
      msg: 'query refused',
    });
    expect(JSON.stringify(line)).not.toContain('secret');
    expect(more).toEqual([]);
  });

  it('says as an error what is wrong with the engine itself', () => {
    const [line] = written((log) => log.refused(call, { code: 'INTERNAL', message: 'm', found: 'a stack' }));
    expect(line).toMatchObject({ level: 50, reqId: 'abc', found: 'a stack', msg: 'query failed' });
  });

  it('has a line for a slow query, with where the time went, and none for another', () => {
    const lines = written((log) => {
      log.answered(call, 100, times);
      log.answered(call, 5_000, times);
    });
    expect(lines).toMatchObject([{ level: 40, reqId: 'abc', ms: 5_000, ...times, msg: 'slow query' }]);
  });
});
