/** A sentence whose cooking actions and utensils are known. */
export interface Sentence {
  readonly text: string;
  readonly actions: readonly string[];
  readonly utensils: readonly string[];
}

/** Strips the markup of methods.ts, starts with a capital, ends with a full stop. */
export function sentenceOf(marked: string): Sentence {
  const actions: string[] = [];
  const utensils: string[] = [];
  const plain = marked
    .replace(/\[([^\]:]+)(?::([^\]]+))?\]/g, (_all, shown: string, lemma?: string) => {
      actions.push(lemma ?? shown);
      return shown;
    })
    .replace(/<([^>:]+)(?::([^>]+))?>/g, (_all, shown: string, noun?: string) => {
      utensils.push(noun ?? shown);
      return shown;
    });
  return { text: `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`, actions, utensils };
}

/** `a`, `a and b`, `a, b and c`; an empty list is ''. */
export function enumeration(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
