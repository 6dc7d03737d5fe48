/** Why the visitor is asked for a key: there is none, or the service does not take the one there was. */
export type KeyWanted = 'missing' | 'refused';

/** Name in the session storage. */
const PLACE = 'seje-key';

/** The key of this visit. The browser keeps it for this tab and drops it with the tab; no address ever has it. */
class VisitKey {
  value = $state.raw<string>();
  /** Set while the visitor is asked for a key. */
  wanted = $state.raw<KeyWanted>();
  /** True once this visit had to do with keys: elsewhere search is open and nothing speaks of them. */
  concerned = $state(false);
  /** Keys taken so far; whoever reads it in an effect asks again with the new one. */
  taken = $state(0);

  /** Takes up the key that this tab had before it was loaded anew. */
  recall(): void {
    const kept = storage()?.getItem(PLACE) ?? undefined;
    this.value = kept;
    this.concerned = kept !== undefined;
  }

  keep(key: string): void {
    storage()?.setItem(PLACE, key);
    this.value = key;
    this.wanted = undefined;
    this.taken += 1;
  }

  forget(): void {
    storage()?.removeItem(PLACE);
    this.value = undefined;
  }

  ask(why: KeyWanted): void {
    this.concerned = true;
    this.wanted ??= why;
  }

  stopAsking(): void {
    this.wanted = undefined;
  }

  /**
   * The service wants a key, or another one.
   * @param sent the key that was sent, if any: an answer to one from before says nothing of the one there is now
   */
  refused(sent: string | undefined): void {
    if (sent !== this.value) return;
    this.forget();
    this.ask(sent === undefined ? 'missing' : 'refused');
  }
}

export const visitKey = new VisitKey();

/** Undefined where the browser is set to keep nothing: the key then lasts until the page is left. */
function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
