import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { LOGGER } from '../logger.js';
import { type StopTracing, startTracing } from './start-tracing.js';

const STOP = Symbol('StopTracing');

/** Traces, for as long as the service runs, where the settings ask for them. */
@Injectable()
export class Tracing implements OnApplicationShutdown {
  constructor(@Inject(STOP) private readonly stop: StopTracing | undefined) {}

  get isOn(): boolean {
    return this.stop !== undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop?.();
  }
}

@Module({
  providers: [
    {
      provide: STOP,
      inject: [CONFIG, LOGGER],
      useFactory: ({ tracing }: Config, logger: Logger) =>
        tracing === undefined ? undefined : startTracing(tracing, logger),
    },
    Tracing,
  ],
  exports: [Tracing],
})
export class TracingModule {}
