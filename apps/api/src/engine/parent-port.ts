/** A child's end of the channel to the service. */
export interface ParentPort<In, Out> {
  send(message: Out): Promise<void>;
  onMessage(listener: (message: In) => void): void;
}

/**
 * Connects to the service that forked this process. The process ends when the service does, however that
 * ends; signals of the terminal are left to the service, which stops its children itself.
 */
export function connectToParent<In, Out>(): ParentPort<In, Out> {
  process.on('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  return {
    send: (message) =>
      new Promise((resolve) => {
        // A message that cannot be sent has lost its reader: `disconnect` follows and ends this process.
        process.send?.(message, undefined, {}, () => resolve());
      }),
    onMessage: (listener) => void process.on('message', (message) => listener(message as In)),
  };
}
