import { cleanPhoto } from './clean-photo.js';
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
import { toWire } from './wire-error.js';

/** Role `engine`: loads encoders and index, then answers calls until the service goes. */
export function runEngine(): void {
  const port = connectToParent<ToEngine, FromEngine>();
  let engine: QueryEngine | undefined;

  const start = async (settings: EngineSettings): Promise<void> => {
    try {
      engine = await QueryEngine.open(settings);
      await port.send({ type: 'ready', info: engine.info });
    } catch (error) {
      await port.send({ type: 'failed', error: toWire(error) });
      process.exit(1);
    }
  };

  const answer = async (call: EngineCall, opened: QueryEngine): Promise<void> => {
    try {
      await port.send({ type: 'answer', id: call.id, answer: await perform(call, opened) });
    } catch (error) {
      await port.send({ type: 'refused', id: call.id, error: toWire(error) });
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
    case 'openGeneration':
      return engine.openGeneration(call.payload.name);
    case 'swapGeneration':
      return engine.swapGeneration(call.payload.name);
    case 'cleanPhoto':
      return cleanPhoto(call.payload.photo);
    case 'ping':
      break;
  }
  return true;
}
