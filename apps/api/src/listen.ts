import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SejeError } from '@seje/core';
import type { Config } from './config.js';

/**
 * Opens the port and prints one JSON line for whoever started the service:
 * `{"event":"listening","url":"http://127.0.0.1:3000"}`.
 * @throws SejeError PORT_TAKEN
 */
export async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new SejeError('PORT_TAKEN', {
      message: `Port ${port} of ${host} is taken by another program`,
      remedy: `Stop that program, or choose another port: PORT=${port + 1}.`,
      cause: error,
    });
  }
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: await app.getUrl() })}\n`);
}
