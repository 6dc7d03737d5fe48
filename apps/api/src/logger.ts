import type { LoggerService } from '@nestjs/common';
import { KEYS_IN_TEXT } from '@seje/catalogue';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from './config.js';

/** Nest injects the service's logger under this token. */
export const LOGGER = Symbol('Logger');

/** Headers that bring secrets, wherever an object with headers is logged. */
const SECRET_HEADERS = ['authorization', 'x-api-key', 'cookie', 'set-cookie'];
const STRUCK = '[secret]';

/** @param destination stdout unless a test reads it */
export function createLogger(
  { logLevel, adminKey }: Pick<Config, 'logLevel' | 'adminKey'>,
  destination?: DestinationStream,
): Logger {
  const paths = SECRET_HEADERS.flatMap((name) =>
    ['', 'headers', '*', '*.headers'].map((at) => `${at}["${name}"]`),
  );
  const options: LoggerOptions = {
    level: logLevel,
    base: undefined,
    redact: { paths, censor: STRUCK },
    // A key within a text, such as a path or a message, is in no place that could be named beforehand.
    hooks: { streamWrite: (line) => withoutKeys(line, adminKey) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function withoutKeys(line: string, adminKey: string | undefined): string {
  const struck = line.replace(KEYS_IN_TEXT, STRUCK);
  if (adminKey === undefined) return struck;
  const inJson = JSON.stringify(adminKey).slice(1, -1);
  return [inJson, encodeURIComponent(adminKey)].reduce((text, key) => text.replaceAll(key, STRUCK), struck);
}

/** Nest's own messages in the same log: what it does while starting is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  error(message: unknown): void {
    this.logger.error(message instanceof Error ? { err: message } : { message }, 'nest');
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
}
