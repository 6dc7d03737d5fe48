/** What a key may do, each scope including those before it: whoever writes may search, an admin may do all. */
export const SCOPES = ['search', 'write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether one of `held` is `needed` or includes it. */
export function includesScope(held: readonly Scope[], needed: Scope): boolean {
  return held.some((scope) => SCOPES.indexOf(scope) >= SCOPES.indexOf(needed));
}
