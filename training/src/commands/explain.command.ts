import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ExecutionProviderChoice, openBundle } from '@seje/artifacts';
import { type Recipe, SejeError, messageOf, parseJson } from '@seje/core';
import { openTextFeatureExtractor } from '@seje/preprocessing';
import { Command } from 'commander';
import { z } from 'zod';
import { withIo } from './command-io.js';
import { describeExplanation } from './describe-explanation.js';
import { withProviderOption } from './shared-options.js';

interface ExplainOptions {
  readonly bundle: string;
  readonly provider: ExecutionProviderChoice;
  readonly json?: boolean;
}

/** As the service takes it: any part may be left out. */
const recipeSchema = z.strictObject({
  title: z.string().default(''),
  ingredients: z.array(z.string()).default([]),
  instructions: z.array(z.string()).default([]),
});

const STANDARD_INPUT = '-';

export function explainCommand(): Command {
  return withProviderOption(new Command('explain'))
    .description(
      "Show what a bundle's text features make of a recipe: its key terms, ratings, nearest terms, category.",
    )
    .argument('<recipe>', 'JSON file with title, ingredients, instructions; - reads it from standard input')
    .requiredOption('--bundle <dir>', 'bundle whose text features are shown')
    .addHelpText('after', '\nExample:\n  $ npx seje explain soup.json --bundle run/bundle')
    .action(async (recipe: string, options: ExplainOptions) => {
      await withIo(
        options,
        async () => {
          const bundle = await openBundle(resolve(options.bundle));
          const read = await readRecipe(recipe);
          const extractor = await openTextFeatureExtractor(bundle.directory, options);
          try {
            return await extractor.explain(read);
          } finally {
            await extractor.release();
          }
        },
        describeExplanation,
      );
    });
}

async function readRecipe(path: string): Promise<Recipe> {
  const where = path === STANDARD_INPUT ? 'standard input' : resolve(path);
  const content = await (path === STANDARD_INPUT ? text(process.stdin) : readFile(where, 'utf8')).catch(
    (error: unknown) => {
      throw new SejeError('FILE_NOT_FOUND', {
        message: `Could not read the recipe from ${where}`,
        found: messageOf(error),
        remedy: 'Give the path of a JSON file, or - and the recipe on standard input.',
        cause: error,
      });
    },
  );
  return parseJson(recipeSchema, content, { where: `recipe (${where})`, code: 'JSON_INVALID' });
}
