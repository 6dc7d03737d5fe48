/** What one stretch at some rate showed. */
export interface Trial {
  readonly allAnswered: boolean;
  readonly p99: number;
}

/** A higher rate is tried so much higher. */
const STEP = 1.3;
/** Halvings of the last step, once a rate was too high. */
const REFINEMENTS = 2;
/** The tail counts as flat up to so many times the unloaded one. */
const FLAT = 2;

/**
 * The highest rate, requests a second, at which everything is answered and the tail of the latency is still
 * flat, to about 7 %; 0 where not even the first is.
 */
export async function findSustainableRate(
  tryRate: (rate: number) => Promise<Trial>,
  { from, unloadedP99 }: { readonly from: number; readonly unloadedP99: number },
): Promise<number> {
  const holds = async (rate: number): Promise<boolean> => {
    const { allAnswered, p99 } = await tryRate(rate);
    return allAnswered && p99 <= FLAT * unloadedP99;
  };
  let [best, next] = [0, from];
  while (await holds(next)) [best, next] = [next, next * STEP];
  for (let i = 0; i < REFINEMENTS; i++) {
    const middle = (best + next) / 2;
    if (await holds(middle)) best = middle;
    else next = middle;
  }
  return best;
}
