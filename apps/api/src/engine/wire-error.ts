import { type ErrorCode, SejeError, messageOf } from '@seje/core';

/** A coded error as it crosses a process boundary: causes and stacks stay behind. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly remedy?: string | undefined;
}

export function toWire(thrown: unknown): WireError {
  if (thrown instanceof SejeError) {
    const { message, expected, found, remedy } = thrown.parts;
    return { code: thrown.code, message, expected, found, remedy };
  }
  const found = thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
  return { code: 'INTERNAL', message: 'Unexpected failure in the engine process', found };
}

export function fromWire({ code, message, expected, found, remedy }: WireError): SejeError {
  return new SejeError(code, {
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(remedy === undefined ? {} : { remedy }),
  });
}
