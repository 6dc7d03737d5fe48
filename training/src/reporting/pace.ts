/** Where long work stands. */
export interface Position {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly done: number;
}

export interface Pace {
  readonly perSecond: number;
  /** Undefined where the end is not known or nothing has been done yet. */
  readonly secondsLeft: number | undefined;
}

/** The pace from one position to another. What a resumed run did before it was stopped does not count. */
export function paceBetween(from: Position, to: Position, total?: number): Pace {
  const perSecond = to.at > from.at ? ((to.done - from.done) / (to.at - from.at)) * 1000 : 0;
  const known = total !== undefined && perSecond > 0;
  return { perSecond, secondsLeft: known ? Math.max(0, total - to.done) / perSecond : undefined };
}

/** 4 -> `4.0/s`, 20 -> `20/s`, 0.01 -> `100 s each`. */
export function rateText(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.1) return `${Math.round(1 / perSecond)} s each`;
  return `${perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(1)}/s`;
}

/** 59 -> `59 s`, 61 -> `1 min 1 s`, 7260 -> `2 h 1 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
