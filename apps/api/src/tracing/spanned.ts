import { SpanStatusCode } from '@opentelemetry/api';
import { messageOf } from '@seje/core';
import { currentRequest } from '../http/request-scope.js';
import { isTraced, tracer } from './tracer.js';

/** Does `work` in a span of the request that it is done for, where that has a trace. */
export async function spanned<T>(name: string, work: () => Promise<T>): Promise<T> {
  const parent = currentRequest()?.trace;
  if (!isTraced(parent)) return work();
  const span = tracer().startSpan(name, {}, parent);
  try {
    return await work();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
    throw error;
  } finally {
    span.end();
  }
}
