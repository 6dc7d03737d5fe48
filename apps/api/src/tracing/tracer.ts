import { type Context, type Tracer, trace } from '@opentelemetry/api';

/**
 * Makes spans where tracing has been started, else objects that do nothing: the API alone is always there,
 * the SDK behind it is loaded by `startTracing` only.
 */
export function tracer(): Tracer {
  return trace.getTracer('seje');
}

/** Whether anything is made of the spans under this one. */
export function isTraced(context: Context | undefined): context is Context {
  return context !== undefined && trace.getSpan(context)?.isRecording() === true;
}
