import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SejeError } from '@seje/core';
import type { Config } from './config.js';

/**
 * Opens the port and prints one JSON line for whoever started the service:
 * `{"event":"listening","url":"http://127.0.0.1:3000"}`.
 * @throws SejeError PORT_TAKEN; SETTINGS_INVALID where the machine has no such address or refuses the port
 */
export async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw refusalOf(error, host, port);
  }
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: await app.getUrl() })}\n`);
}

function refusalOf(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    return new SejeError('PORT_TAKEN', {
      message: `Port ${port} of ${host} is taken by another program`,
      remedy: `Stop that program, or choose another port: PORT=${port === 65_535 ? port - 1 : port + 1}.`,
      cause: error,
    });
  }
  return new SejeError('SETTINGS_INVALID', {
    message: `The service cannot listen on port ${port} of ${host}`,
    found: error.message,
    remedy: 'Give HOST an address of this machine and PORT a port that this user may open.',
    cause: error,
  });
}
