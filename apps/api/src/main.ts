import 'reflect-metadata';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import { Exposure } from './access/exposure.js';
import { createApplication } from './application.js';
import { type Config, configFrom } from './config.js';
import { Lifecycle } from './lifecycle.js';
import { listen } from './listen.js';
import { createLogger } from './logger.js';
import { takeStateFolder } from './state-folder.js';
import { stopOnSignals } from './stop-on-signals.js';

/** Starts the service: the port first, so that health answers while engine and catalogue come up. */
async function serve(config: Config, logger: Logger): Promise<void> {
  const lock = await takeStateFolder(config.state);
  process.once('exit', () => lock.release());
  const app = await createApplication(config, logger);
  stopOnSignals(app, logger);
  try {
    await app.get(Exposure).check();
    await listen(app, config);
    await app.get(Lifecycle).start();
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A coded error is for whoever started the service: its words, no stack trace. */
function fail(error: unknown): void {
  process.stderr.write(
    error instanceof SejeError
      ? `${error.code}: ${error.message}\n`
      : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}

try {
  const config = configFrom(process.env);
  await serve(config, createLogger(config));
} catch (error) {
  fail(error);
}
