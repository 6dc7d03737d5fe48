import { SejeError, messageOf } from '@seje/core';

/** What TensorFlow, CUDA and Node say where memory does not suffice. */
const OUT_OF_MEMORY =
  /OOM when allocating|resource.?exhausted|failed to allocate|array buffer allocation failed|out of memory/i;

/** The error itself, or the coded one for what says that memory ran out. */
export function namedOutOfMemory(
  error: unknown,
  { step, remedy }: { readonly step: number; readonly remedy: string },
): unknown {
  if (error instanceof SejeError || !OUT_OF_MEMORY.test(messageOf(error))) return error;
  return new SejeError('OUT_OF_MEMORY', {
    message: `Memory ran out in step ${step}`,
    found: messageOf(error).split('\n', 1)[0]!,
    remedy,
    cause: error,
  });
}
