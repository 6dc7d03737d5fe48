import type { ErrorCode } from '@seje/core';
import { type LevelWithSilent, pino } from 'pino';
import type { EngineTimes } from './engine-times.js';
import type { EngineCall } from './protocol.js';
import type { WireError } from './wire-error.js';

/** A query that the engine has had for longer than this is worth a line of its own, milliseconds. */
const SLOW_MS = 2_000;
/** Codes that mean that something is wrong here, not with what was asked. */
const OWN_FAULTS: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'MODEL_INVALID', 'VECTOR_INVALID']);

/** What the engine process says itself, in the service's own log, under the id of the request. */
export class EngineLog {
  private readonly logger;

  constructor(level: LevelWithSilent, write?: { write(line: string): void }) {
    this.logger = pino({ level, base: { process: 'engine', pid: process.pid } }, write ?? process.stdout);
  }

  /** @param ms from the arrival of the call to its answer */
  answered(call: EngineCall, ms: number, times: EngineTimes): void {
    if (ms < SLOW_MS) return;
    this.logger.warn({ ...about(call), ms: Math.round(ms), ...times }, 'slow query');
  }

  refused(call: EngineCall, { code, found }: WireError): void {
    if (OWN_FAULTS.has(code)) this.logger.error({ ...about(call), code, found }, 'query failed');
    else this.logger.info({ ...about(call), code }, 'query refused');
  }
}

/** Never what was asked, nor what was found in it: photos and recipes are the user's. */
function about({ method, payload }: EngineCall): object {
  return { ...('requestId' in payload && { reqId: payload.requestId }), method };
}
