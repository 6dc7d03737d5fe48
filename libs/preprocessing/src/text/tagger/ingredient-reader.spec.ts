import { describe, expect, it } from 'vitest';
import { Lexicon } from '../lexicon.js';
import { IngredientReader } from './ingredient-reader.js';
import type { IngredientTagger, TaggedLine } from './ingredient-tagger.js';

/** Stands in for the network: the words in angle brackets are the name, `!` says that the line is True. */
function read(marked: readonly string[], lexicon: readonly string[] = []) {
  const lines = marked.map((line) => line.replaceAll(/[<>!]/g, ''));
  const tagged = marked.map((line): TaggedLine => {
    const isIngredient = line.startsWith('!');
    const found = /<(.*)>/.exec(line.replace('!', ''));
    return {
      isIngredient,
      ...(found && { name: { start: found.index, end: found.index + found[1]!.length } }),
    };
  });
  const tagger = { tag: () => Promise.resolve(tagged) } as unknown as IngredientTagger;
  return new IngredientReader(tagger, new Lexicon(lexicon), new Set(['and', 'or'])).read(lines);
}

describe('IngredientReader', () => {
  it('joins the name of a True line, and leaves the other words as they are', async () => {
    const [line] = await read(['!2 cups chopped <red onions>, peeled'], ['onions', 'cups_chopped']);
    expect(line).toMatchObject({
      isIngredient: true,
      outcome: 'named',
      name: 'red onions',
      entities: ['red_onions'],
      terms: ['cups_chopped', 'red_onions', 'peeled'],
    });
  });

  it('takes each alternative of a name for an entity', async () => {
    const [line, slash] = await read(['!<salted butter or margarine>', '!<green/spring onions> <']);
    expect(line!.entities).toEqual(['salted_butter', 'margarine']);
    expect(line!.terms).toEqual(['salted_butter', 'margarine']);
    expect(slash!.entities).toEqual(['green', 'spring_onions']);
  });

  it('looks into False lines for an entity of the corpus, longest match first', async () => {
    const lexicon = ['dates', 'pitted_dates', 'dried'];
    const [line] = await read(['5 dried, pitted dates'], lexicon);
    expect(line).toMatchObject({
      isIngredient: false,
      outcome: 'rescued',
      entities: ['pitted_dates'],
      terms: ['dried', 'pitted_dates'],
    });
    expect(line!.name).toBeUndefined();
  });

  it('drops what holds none', async () => {
    const [heading, empty] = await read(['For the filling:', ''], ['pitted_dates']);
    expect(heading).toMatchObject({ outcome: 'dropped', entities: [], terms: ['for', 'the', 'filling'] });
    expect(empty).toMatchObject({ outcome: 'dropped', entities: [], terms: [] });
  });

  it('looks again into a True line whose name no entity can be', async () => {
    const long = '!<one two three four five dates>';
    expect((await read([long], ['dates']))[0]).toMatchObject({ outcome: 'rescued', entities: ['dates'] });
    expect((await read(['!<½>', '!salt'], ['dates'])).map(({ outcome }) => outcome)).toEqual([
      'dropped',
      'dropped',
    ]);
  });
});
