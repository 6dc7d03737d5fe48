const PERCENT = 100;

/** A share from 0 to 1 for a person: `12.3 %`. */
export function percent(share: number): string {
  return `${(PERCENT * share).toFixed(1)} %`;
}
