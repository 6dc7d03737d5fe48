/** What the engines and Node.js say when memory is full; each seen. The native engine gives TensorFlow's status 8. */
const WORDS: readonly RegExp[] = [
  /OOM when allocating|Invalid TF_Status: 8\b|RESOURCE_?EXHAUSTED/i,
  /failed to allocate|out of memory|bad_alloc/i,
];
/** Of a typed array that is refused. */
const REFUSED_ARRAY = /allocation failed|Invalid (typed )?array (buffer )?length/i;
/** WebAssembly ends so when its 4 GB are full, and does not say why. */
const ENDED_MODULE = /Aborted\(|out of bounds/;

/** Whether an error means that there was no memory left to compute with. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof RangeError && REFUSED_ARRAY.test(error.message)) return true;
  if (error.name === 'RuntimeError' && ENDED_MODULE.test(error.message)) return true;
  return WORDS.some((words) => words.test(error.message));
}
