export interface QueueSettings {
  /** Of several processes, those left take a dead one's job after about this long. At least 10. */
  readonly heartbeatSeconds: number;
  /** How often that is looked after. */
  readonly superviseSeconds: number;
  readonly now: () => Date;
  /** Failures of the queue's own upkeep: it goes on. */
  readonly onError: (error: Error) => void;
}
