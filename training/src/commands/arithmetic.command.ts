import { resolve } from 'node:path';
import { writeFileDurably } from '@seje/core';
import { Command, Option } from 'commander';
import { arithmeticPage } from '../evaluation/arithmetic/arithmetic-page.js';
import { parseExpression } from '../evaluation/arithmetic/expression.js';
import {
  type Answer,
  type ArithmeticResult,
  type Side,
  recipeArithmetic,
} from '../evaluation/arithmetic/recipe-arithmetic.js';
import { openOnnxProduct } from '../evaluation/onnx-product.js';
import { withIo } from './command-io.js';
import { count } from './option-values.js';
import { type PairsOptions, pairsFrom, withPairsOptions } from './pairs-options.js';

interface ArithmeticCommandOptions extends PairsOptions {
  readonly from: Side;
  readonly top: number;
  readonly page?: string;
}

export function arithmeticCommand(): Command {
  return withPairsOptions(new Command('arithmetic'))
    .description(
      'Add and subtract dishes: the mean embedding of each concept, and what lies nearest to the sum.',
    )
    .argument('<expression...>', 'concepts with + and - between them, with spaces around the signs')
    .addOption(
      new Option('--from <side>', 'what the concepts are the means of')
        .choices(['recipes', 'photos'])
        .default('recipes'),
    )
    .option('--top <n>', 'answers of each side', count, 5)
    .option('--page <file>', 'write the answers with their photos here, one HTML file')
    .addHelpText(
      'after',
      `
A recipe is of a concept where the concept's last word stands in its title or category, and the words before it
there or among its ingredients.

Example:
  $ npx seje arithmetic "apple muffin" - "muffin" + "pie" --bundle run/bundle --data my-recipes --page pie.html`,
    )
    .action(async (expression: string[], options: ArithmeticCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const terms = parseExpression(expression);
          const opened = await pairsFrom(options, io);
          const { product, release } = await openOnnxProduct(options);
          try {
            const { from, top: k } = options;
            const result = await recipeArithmetic(opened, terms, { from, k, product });
            if (options.page !== undefined) {
              await writeFileDurably(resolve(options.page), await arithmeticPage(result));
            }
            return result;
          } finally {
            await release();
          }
        },
        describeArithmetic,
      );
    });
}

function describeArithmetic({ expression, from, concepts, photos, recipes }: ArithmeticResult): string {
  const means = concepts.map(({ concept, items }) => `"${concept}" (${items})`).join(', ');
  return [
    `${expression}; means of the ${from} of ${means}`,
    'Nearest recipes:',
    ...recipes.map(answerLine),
    'Nearest photos, by the recipes that they belong to:',
    ...photos.map(answerLine),
  ].join('\n');
}

function answerLine({ pair: { recipe }, similarity }: Answer): string {
  return `  ${similarity.toFixed(3)}  ${recipe.title}  (${recipe.id})`;
}
