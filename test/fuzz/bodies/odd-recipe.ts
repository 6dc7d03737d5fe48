import type { Random } from '@seje/core';
import { oddJson } from './odd-values.js';

const FIELDS: readonly (readonly [string, string])[] = [
  ['title', '"Apple pie"'],
  ['ingredients', '["4 apple", "200 g flour"]'],
  ['instructions', '["Chop and simmer in a saucepan."]'],
  ['tags', '["dessert"]'],
  ['partition', '"test"'],
  ['url', '"https://example.org/pie"'],
];
const SCHEMA_ORG =
  '{"@context": "https://schema.org", "@type": "Recipe", "@id": "pie", "name": "Pie", "recipeIngredient": ["4 apple"], "recipeInstructions": [{"@type": "HowToStep", "text": "Bake."}]}';
const NAMES = [
  'id',
  'photos',
  '__proto__',
  'constructor',
  '@type',
  '@graph',
  'name',
  'recipeIngredient',
  'x',
  '',
];

/** Fields that a query has too, the first of them. */
const OF_A_QUERY = 3;

/** The text of a recipe, as a record or a query, with some of its fields missing, doubled, odd or unknown. */
export function oddRecipe(random: Random, as: 'record' | 'query' = 'record'): string {
  const own = as === 'record' ? FIELDS : FIELDS.slice(0, OF_A_QUERY);
  const fields = own
    .filter(() => random.float() < 0.95)
    .map(([name, value]) => {
      return `${JSON.stringify(name)}: ${random.float() < 0.12 ? oddJson(random) : value}`;
    });
  if (random.float() < 0.1) fields.push(`${JSON.stringify(random.pick(NAMES))}: ${oddJson(random)}`);
  if (random.float() < 0.1 && fields.length > 0) fields.push(random.pick(fields));
  return `{${random.shuffled(fields).join(', ')}}`;
}

/** Lines of an import, most of them damaged. */
export function oddLines(random: Random): string {
  const line = (): string =>
    random.pick([
      () => SCHEMA_ORG,
      () => SCHEMA_ORG.replace('"Pie"', () => oddJson(random)),
      () => SCHEMA_ORG.replace('["4 apple"]', () => oddJson(random)),
      () => SCHEMA_ORG.replace('"Recipe"', () => oddJson(random)),
      () => SCHEMA_ORG.replace('[{"@type": "HowToStep", "text": "Bake."}]', () => oddJson(random)),
      () => `{"@graph": [${SCHEMA_ORG}, ${oddJson(random)}]}`,
      () =>
        oddRecipe(random).replace('{', `{"id": ${random.float() < 0.5 ? '"imported"' : oddJson(random)},`),
      () => oddJson(random),
      () => '{',
      () => '',
    ])();
  const end = random.pick(['\n', '\r\n', '\n\n', '\u2028\n']);
  return Array.from({ length: 1 + random.int(8) }, line).join(end);
}
