import { escapeMarkup } from '../reporting/escape-markup.js';
import { thumbnail } from '../reporting/thumbnail.js';
import type { EvaluatedPair } from './embedded-pairs.js';

export interface CardOptions {
  /** Text under the title: a similarity, a rank. */
  readonly note?: string;
  /** Marks the one that was looked for. */
  readonly truth?: boolean;
}

/** A recipe's photo with its title, as markup. */
export async function pairCard({ recipe, photo }: EvaluatedPair, options: CardOptions = {}): Promise<string> {
  const title = escapeMarkup(recipe.title);
  const image = `<img src="${await thumbnail(photo.path)}" alt="${title}">`;
  const note =
    options.note === undefined ? '' : `<br><span class="quiet">${escapeMarkup(options.note)}</span>`;
  const marked = options.truth === true ? ' class="truth"' : '';
  return `<figure${marked}>${image}<figcaption>${title}${note}</figcaption></figure>`;
}

export async function pairCards(
  pairs: readonly (CardOptions & { readonly pair: EvaluatedPair })[],
): Promise<string> {
  const cards = await Promise.all(pairs.map(({ pair, ...options }) => pairCard(pair, options)));
  return `<div class="cards">${cards.join('\n')}</div>`;
}
