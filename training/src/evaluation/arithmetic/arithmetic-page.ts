import { escapeMarkup } from '../../reporting/escape-markup.js';
import { htmlPage } from '../../reporting/html-page.js';
import { pairCards } from '../pair-card.js';
import type { Answer, ArithmeticResult, FoundConcept } from './recipe-arithmetic.js';

/** The operands with a few of their dishes, and the answers, as one HTML file. */
export async function arithmeticPage(result: ArithmeticResult): Promise<string> {
  const { expression, from, concepts, photos, recipes } = result;
  const operands = await Promise.all(concepts.map(operandSection));
  const body = [
    `<h1>${escapeMarkup(expression)}</h1>`,
    `<p class="quiet">Each concept is the mean embedding of its ${from} at length 1; below is what lies nearest to the sum.</p>`,
    '<h2>Nearest photos</h2>',
    await answerCards(photos),
    '<h2>Nearest recipes</h2>',
    await answerCards(recipes),
    '<h2>The concepts</h2>',
    ...operands,
  ];
  return htmlPage({ title: expression, body: body.join('\n') });
}

function answerCards(answers: readonly Answer[]): Promise<string> {
  return pairCards(
    answers.map(({ pair, similarity }, i) => ({
      pair,
      note: `${i + 1}. cosine ${similarity.toFixed(3)}`,
    })),
  );
}

async function operandSection({ sign, concept, items, examples }: FoundConcept): Promise<string> {
  const name = `${sign === 1 ? '+' : '−'} ${concept}`;
  return [
    '<section class="query">',
    `<div><p><strong>${escapeMarkup(name)}</strong></p><p class="quiet">${items} ${items === 1 ? 'recipe' : 'recipes'}</p></div>`,
    await pairCards(examples.map((pair) => ({ pair }))),
    '</section>',
  ].join('\n');
}
