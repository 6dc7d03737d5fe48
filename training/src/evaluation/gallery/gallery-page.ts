import type { DirectionReport, EvaluationReport, RankedBag, SimilarityProduct } from '@seje/retrieval';
import { escapeMarkup } from '../../reporting/escape-markup.js';
import { htmlPage } from '../../reporting/html-page.js';
import type { EmbeddedPairs } from '../embedded-pairs.js';
import { pairCard, pairCards } from '../pair-card.js';
import { type Direction, type GalleryQuery, galleryQueries } from './gallery-queries.js';
import { SHOWN } from './gallery-sample.js';

export interface GalleryOptions {
  /** What was evaluated, in words. */
  readonly title: string;
  readonly report: EvaluationReport;
  /** The bag that the queries are drawn from and answered in. */
  readonly bag: RankedBag;
  /** Queries shown of each direction. */
  readonly queries: number;
  readonly seed: number;
  readonly product: SimilarityProduct;
}

/** Ingredients that a recipe's query shows. */
const MOST_INGREDIENTS = 12;
const HEADINGS = {
  imageToRecipe: 'Photo → recipes',
  recipeToImage: 'Recipe → photos',
} as const satisfies Record<Direction, string>;

/**
 * Hits and misses of both directions as one HTML file with small copies of the photos in it: the query, the
 * first five with the right one marked, and where the right one landed.
 * @throws SejeError PHOTO_UNREADABLE
 */
export async function galleryPage(embedded: EmbeddedPairs, options: GalleryOptions): Promise<string> {
  const { title, report, bag } = options;
  const sections: string[] = [];
  for (const direction of ['imageToRecipe', 'recipeToImage'] as const) {
    const queries = await galleryQueries(embedded, bag, { ...options, direction });
    sections.push(
      `<h2>${HEADINGS[direction]}</h2>`,
      `<p class="quiet">${escapeMarkup(figuresText(report[direction]))}</p>`,
    );
    for (const query of queries) sections.push(await querySection(query, direction, bag.bagSize));
  }
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p class="quiet">Queries drawn by seed ${options.seed} from the first bag of ${bag.bagSize} pairs: ` +
      `about as many hits (the right one among the first ${SHOWN}) as misses, so no picture of the share of hits. ` +
      'The right one is outlined.</p>',
    ...sections,
  ];
  return htmlPage({ title, body: body.join('\n') });
}

function figuresText({ medianRank, recallAt1, recallAt5, recallAt10 }: DirectionReport): string {
  const shares = [recallAt1, recallAt5, recallAt10].map((share) => `${(100 * share).toFixed(1)} %`);
  return `All queries: MedR ${medianRank.toFixed(1)}, R@1 ${shares[0]}, R@5 ${shares[1]}, R@10 ${shares[2]}`;
}

async function querySection(query: GalleryQuery, direction: Direction, bagSize: number): Promise<string> {
  const { pair, rank, found } = query;
  const asked = direction === 'imageToRecipe' ? await pairCard(pair) : recipeText(pair.recipe);
  const hit = rank <= SHOWN;
  const landed = `<p class="${hit ? 'right' : 'wrong'}">The right one is at rank ${rank} of ${bagSize}</p>`;
  const answers = await pairCards(
    found.map(({ pair, similarity, truth }, i) => ({
      pair,
      truth,
      note: `${i + 1}. cosine ${similarity.toFixed(3)}`,
    })),
  );
  const missed = direction === 'recipeToImage' && !hit ? await pairCard(pair, { note: 'the right one' }) : '';
  return `<section class="query"><div>${asked}${landed}${missed}</div>${answers}</section>`;
}

function recipeText({ title, ingredients }: GalleryQuery['pair']['recipe']): string {
  const shown = ingredients.slice(0, MOST_INGREDIENTS);
  const more = ingredients.length > shown.length ? `, and ${ingredients.length - shown.length} more` : '';
  return `<p><strong>${escapeMarkup(title)}</strong></p><p class="quiet">${escapeMarkup(shown.join(', ') + more)}</p>`;
}
