import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Config } from './config.js';

/** Nest injects the service's logger under this token. */
export const LOGGER = Symbol('Logger');

export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: undefined });
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
