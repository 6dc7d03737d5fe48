import { connectToParent } from './parent-port.js';
import type {
  EngineCall,
  EngineCalls,
  EngineMethod,
  EngineSettings,
  FromEngine,
  ToEngine,
} from './protocol.js';
import { QueryEngine } from './query-engine.js';
import { EngineLog } from './engine-log.js';
import { toWire } from './wire-error.js';

/** Role `engine`: loads encoders and index, then answers calls until the service goes. */
export function runEngine(): void {
  const port = connectToParent<ToEngine, FromEngine>();
  let engine: QueryEngine | undefined;
  let log: EngineLog | undefined;

  const start = async (settings: EngineSettings): Promise<void> => {
    log = new EngineLog(settings.logLevel);
    try {
      engine = await QueryEngine.open(settings);
      await port.send({ type: 'ready', info: engine.info });
    } catch (error) {
      await port.send({ type: 'failed', error: toWire(error) });
      process.exit(1);
    }
  };

  const answer = async (call: EngineCall, opened: QueryEngine): Promise<void> => {
    const startedAt = performance.now();
    try {
      const answer = await perform(call, opened);
      await port.send({ type: 'answer', id: call.id, answer });
      if ('times' in answer) log?.answered(call, performance.now() - startedAt, answer.times);
    } catch (thrown) {
      const error = toWire(thrown);
      log?.refused(call, error);
      await port.send({ type: 'refused', id: call.id, error });
    }
  };

  port.onMessage((message) => {
    if (message.type === 'start') void start(message.settings);
    else if (engine === undefined) return;
    else if (message.type === 'cancel') engine.cancel(message.id);
    else void answer(message, engine);
  });
}

async function perform(call: EngineCall, engine: QueryEngine): Promise<EngineCalls[EngineMethod]['answer']> {
  switch (call.method) {
    case 'searchByPhoto':
      return engine.searchByPhoto(call.id, call.payload);
    case 'searchByRecipe':
      return engine.searchByRecipe(call.id, call.payload);
    case 'applyChanges':
      return engine.applyChanges(call.payload);
    case 'cleanPhoto':
      return engine.cleanPhoto(call.payload);
    case 'ping':
      break;
  }
  return { residentBytes: process.memoryUsage.rss() };
}
