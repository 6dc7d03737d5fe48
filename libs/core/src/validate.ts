import { type ZodType, z } from 'zod';
import { type ErrorCode, SejeError, messageOf } from './errors.js';

export interface ValidationContext {
  /** What is being read, for the message: a path, `the environment`. */
  readonly where: string;
  readonly code?: ErrorCode;
  readonly remedy?: string;
}

/**
 * Validates at the door: all problems are reported together, in one error.
 * Schemas are strict objects, so that an unknown key is a problem too.
 */
export function validated<T>(schema: ZodType<T>, value: unknown, context: ValidationContext): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SejeError(context.code ?? 'SETTINGS_INVALID', {
    message: `${context.where} is not valid`,
    found: z.prettifyError(result.error).replaceAll('\n', ' '),
    remedy: context.remedy ?? 'Correct every field named above.',
    cause: result.error,
  });
}

/** Parses JSON text and validates it. @throws SejeError JSON_INVALID, or the context's code. */
export function parseJson<T>(schema: ZodType<T>, text: string, context: ValidationContext): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SejeError('JSON_INVALID', {
      message: `${context.where} is not JSON`,
      found: messageOf(error),
      remedy: context.remedy ?? 'Restore the file or write it again.',
      cause: error,
    });
  }
  return validated(schema, value, context);
}

/** The same value always gives the same text: object keys sorted at every depth. For fingerprints. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
