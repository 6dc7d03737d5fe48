import type { LineToken } from './line-tokens.js';
import type { TaggerVocabulary } from './tagger-vocabulary.js';

/** Features of a padded place: none. Its row of the embedding is 0. */
export const NO_FEATURE = 0;
/** A word that the vocabulary lacks. */
export const UNKNOWN_WORD = 1;
const FIRST_WORD = 2;

const LONGEST_AFFIX = 4;
const PART_LENGTH = 3;
/** Parts of a longer word beyond these are not looked at: its affixes say enough. */
const MAX_PARTS = 12;
/** Positions and commas are told apart up to these. */
const MAX_POSITION = 5;
const MAX_COMMAS = 2;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Turns tokens into numbers of embedding rows; the sum of a token's rows is what the network reads. */
export class TokenFeatures {
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly firstBucket: number;

  constructor(private readonly vocabulary: Pick<TaggerVocabulary, 'words' | 'buckets'>) {
    this.numbers = new Map(vocabulary.words.map((word, i) => [word, FIRST_WORD + i]));
    this.firstBucket = FIRST_WORD + vocabulary.words.length;
  }

  /** Rows of the embedding. */
  get rows(): number {
    return this.firstBucket + this.vocabulary.buckets;
  }

  /** The features of each token of a line, the word's own first. */
  of(line: string, tokens: readonly LineToken[]): number[][] {
    let brackets = 0;
    let commas = 0;
    return tokens.map((token, i) => {
      if (/^[)\]}]$/.test(token.plain)) brackets = Math.max(0, brackets - 1);
      const place = [
        `from=${Math.min(i, MAX_POSITION)}`,
        `to=${Math.min(tokens.length - 1 - i, MAX_POSITION)}`,
        `commas=${Math.min(commas, MAX_COMMAS)}`,
        `brackets=${Math.min(brackets, 1)}`,
      ];
      if (/^[([{]$/.test(token.plain)) brackets++;
      if (/^[,;]$/.test(token.plain)) commas++;
      const shapes = [...place, ...shapesOf(token, line), ...partsOf(token)];
      return [this.numbers.get(wordOf(token)) ?? UNKNOWN_WORD, ...shapes.map((text) => this.bucketOf(text))];
    });
  }

  private bucketOf(text: string): number {
    let hash = FNV_OFFSET; // FNV-1a over UTF-16 units
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
    return this.firstBucket + ((hash >>> 0) % this.vocabulary.buckets);
  }
}

/** The vocabulary's form of a token: every number is the same word. */
export function wordOf({ kind, plain }: LineToken): string {
  return kind === 'number' ? '0' : plain;
}

function shapesOf({ kind, plain, start, end }: LineToken, line: string): string[] {
  const written = line.slice(start, end);
  if (kind === 'mark') return ['kind=mark'];
  if (kind === 'number') {
    const fraction = /[/$\u2044\u00bc-\u00be\u2150-\u215e]/.test(written) ? 'fraction' : 'whole';
    const range = /[-\u2013]/.test(written) ? 'range' : 'single';
    return ['kind=number', fraction, range, `digits=${plain.replaceAll(/\D/g, '').length}`];
  }
  const lower = written === written.toLowerCase();
  const capitals = written.length > 1 && written === written.toUpperCase() ? 'capitals' : 'capital';
  const hyphens = [line[start - 1] === '-' ? 'after-hyphen' : '', line[end] === '-' ? 'before-hyphen' : ''];
  return ['kind=word', lower ? 'lower' : capitals, ...hyphens.filter((shape) => shape !== '')];
}

/** Affixes of up to four letters and all three-letter parts of a word. */
function partsOf({ kind, plain }: LineToken): string[] {
  if (kind !== 'word') return [];
  const affixes: string[] = [];
  for (let length = 1; length <= Math.min(LONGEST_AFFIX, plain.length); length++) {
    affixes.push(`^${plain.slice(0, length)}`, `${plain.slice(-length)}$`);
  }
  const whole = `<${plain}>`;
  const parts = Array.from({ length: Math.max(0, whole.length - PART_LENGTH + 1) }, (_, i) =>
    whole.slice(i, i + PART_LENGTH),
  );
  return [...affixes, ...parts.slice(0, MAX_PARTS)];
}
