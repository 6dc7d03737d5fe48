import type { ItsFunction, PartOfSpeech, WinkMethods } from 'wink-nlp';

/** What a word does in its clause, as far as cooking actions and utensils need it. */
export type WordRole = 'verb' | 'noun' | 'other';

export interface TaggedWord {
  readonly word: string;
  readonly role: WordRole;
  /** Whether it can stand before a noun and say which kind is meant: `grill pan`, `baking dish`. */
  readonly modifies: boolean;
  /** Whether something stands right after it that a verb could act on. */
  readonly beforeObject: boolean;
  /** The word's base form as the tagger sees it. */
  readonly lemma: string;
}

/**
 * A recipe's clauses are commands ("slice the onions"), a form that the tagger's model has hardly seen: it
 * reads the verb as a noun or name. With this subject before it, the clause is an ordinary statement.
 */
const SUBJECT = 'you';

const NOUNS: ReadonlySet<string> = new Set(['NOUN', 'PROPN']);
/** A "verb" right after one of these is part of a noun phrase: `a dry pan`, `the chopped onions`. */
const BEFORE_NOUN: ReadonlySet<string> = new Set(['DET', 'ADJ']);
/** After these an -ing form names a thing or the time of another action: `with dressing`, `before serving`. */
const BEFORE_GERUND: ReadonlySet<string> = new Set(['DET', 'ADJ', 'ADP', 'SCONJ']);

/** What an object begins with. */
const OBJECT: ReadonlySet<string> = new Set(['DET', 'ADJ', 'NOUN', 'PROPN', 'PRON', 'NUM']);
const NUMBER = 'NUM';
/** Adjectives that the model takes for nouns: `heatproof`, `ovenproof`. */
const QUALITY = /proof$/;

/** What is read of each token: plain functions, which the package's types declare as methods. */
interface TokenReaders {
  readonly pos: ItsFunction<PartOfSpeech>;
  readonly lemma: ItsFunction<string>;
}

/** Tags the words of one clause with wink-nlp's English lite model. */
export class PartOfSpeechTagger {
  constructor(private readonly nlp: WinkMethods) {}

  /** @param words lower-case words and numbers of one clause, in order */
  tag(words: readonly string[]): TaggedWord[] {
    const { pos, lemma } = this.nlp.its as TokenReaders;
    const tokens = this.nlp.readDoc([SUBJECT, ...words].join(' ')).tokens();
    const values = tokens.out();
    const tags = tokens.out(pos);
    const lemmas = tokens.out(lemma);
    const tagged: TaggedWord[] = [];
    let at = 1;
    for (const word of words) {
      const first = at;
      const [tag, before] = [tags[first]!, tags[first - 1]!];
      // the tokenizer parts some words (`cannot`): the first part's tag is the word's
      for (let text = values[at++]; text !== undefined && text.length < word.length;)
        text += values[at++] ?? word;
      tagged.push({
        word,
        role: roleOf(word, tag, before),
        // a command begins with its verb: `heat oven`
        modifies: first > 1 && canModify(word, tag, before),
        beforeObject: at < tags.length && OBJECT.has(tags[at]!),
        lemma: lemmas[first]!.toLowerCase(),
      });
    }
    return tagged;
  }
}

/** Loads the tagger's model, about 4 MB, out of the installed package. */
export async function openPartOfSpeechTagger(): Promise<PartOfSpeechTagger> {
  const [{ default: winkNlp }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  return new PartOfSpeechTagger(winkNlp(model, ['pos']));
}

/** Nouns and -ing forms, but no unit (`9 inch pan`). */
function canModify(word: string, tag: string, before: string): boolean {
  return (NOUNS.has(tag) || word.endsWith('ing')) && before !== NUMBER && !QUALITY.test(word);
}

function roleOf(word: string, tag: string, before: string): WordRole {
  if (NOUNS.has(tag)) return 'noun';
  if (tag !== 'VERB') return 'other';
  if (BEFORE_NOUN.has(before) || (word.endsWith('ing') && BEFORE_GERUND.has(before))) return 'noun';
  return 'verb';
}
