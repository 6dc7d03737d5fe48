import { describe, expect, it } from 'vitest';
import { readAll, writtenFolder } from '../../test/written-folder.js';
import { openRecipeSource } from '../open-recipe-source.js';

const read = async (files: Record<string, unknown>): ReturnType<typeof readAll> =>
  readAll(await openRecipeSource(await writtenFolder(files)));
const pie = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  '@context': 'https://schema.org',
  '@type': 'Recipe',
  name: 'Pie',
  ...changes,
});

describe('SchemaOrgSource words', () => {
  it('reads the words without tags and entities', async () => {
    const { records } = await read({
      'pie.json': pie({
        name: 'Grandma&#8217;s &amp; <b>my</b> pie',
        recipeIngredient: ['2&nbsp;cups <a href="/f">flour</a>', '&frac12; tsp salt, < 5 g', ''],
        recipeInstructions:
          '<p>Roll out.<style>p{}</style></p><ol><li>Fill.</li><li>Bake<br/>45 min.</li></ol>',
      }),
    });
    expect(records[0]).toEqual({
      id: 'pie',
      partition: expect.stringMatching(/train|val|test/) as string,
      title: 'Grandma’s & my pie',
      ingredients: ['2 cups flour', '½ tsp salt, < 5 g'],
      instructions: ['Roll out.', 'Fill.', 'Bake', '45 min.'],
      photos: [],
    });
  });

  it('reads instructions in every shape that sites publish', async () => {
    const step = (text: string): unknown => ({ '@type': 'HowToStep', text });
    const shapes: [unknown, string[]][] = [
      ['Mix.\nBake.', ['Mix.', 'Bake.']],
      [
        ['Mix.', 'Bake.'],
        ['Mix.', 'Bake.'],
      ],
      [
        [step('Mix.'), { '@type': 'HowToStep', name: 'Bake.' }],
        ['Mix.', 'Bake.'],
      ],
      [
        [[step('Mix.')], [step('Bake.')]],
        ['Mix.', 'Bake.'],
      ],
      [
        [
          { '@type': 'HowToSection', name: 'Dough', itemListElement: [step('Mix.'), step('Rest.')] },
          { '@type': 'HowToSection', name: 'Oven', itemListElement: step('Bake.') },
        ],
        ['Mix.', 'Rest.', 'Bake.'],
      ],
      [{ '@type': 'ItemList', itemListElement: [{ '@type': 'ListItem', item: step('Mix.') }] }, ['Mix.']],
      [[{ '@type': 'HowToStep', itemListElement: [{ '@type': 'HowToDirection', text: 'Mix.' }] }], ['Mix.']],
      [{ '@value': 'Mix.' }, ['Mix.']],
    ];
    for (const [recipeInstructions, expected] of shapes) {
      const { records } = await read({ 'a.json': pie({ recipeInstructions }) });
      expect(records[0]?.instructions).toEqual(expected);
    }
  });
});

describe('SchemaOrgSource documents', () => {
  it('finds recipes alone, in lists, in @graph, inside other objects, and by every spelling of the type', async () => {
    const { records, report } = await read({
      'a.json': pie(),
      'b.jsonld': [pie({ '@type': ['Thing', 'Recipe'] }), pie({ '@type': 'https://schema.org/Recipe' })],
      'c.json': { '@graph': [{ '@type': 'WebSite', name: 'x' }, pie({ '@type': 'schema:Recipe' })] },
      'd.json': { '@type': 'WebPage', mainEntity: pie() },
      'e.json': { '@graph': [pie(), pie({ name: 'Second' })] },
      'f.json': { '@type': 'WebPage' },
      'g.json': '{"@type": "Recipe"',
      'h.txt': 'not read',
    });
    expect(records.map(({ id }) => id)).toEqual(['a', 'b-1', 'b-2', 'c', 'd', 'e', 'e-2']);
    expect(report?.dropped).toEqual({ 'no Recipe in it': 1, 'not JSON': 1 });
    expect(report?.examples['not JSON']?.[0]).toMatch(/^g\.json: /);
  });

  it('reads NDJSON line by line and names the lines it cannot read', async () => {
    const lines = [
      `\uFEFF${JSON.stringify(pie())}`,
      '',
      '{oops',
      '[1]',
      JSON.stringify(pie({ name: 'Two' })),
    ];
    const { records, report } = await read({ 'all.ndjson': lines.join('\r\n') });
    expect(records.map(({ id, title }) => [id, title])).toEqual([
      ['all-1', 'Pie'],
      ['all-5', 'Two'],
    ]);
    expect(report?.examples['not JSON']?.[0]).toMatch(/^all\.ndjson line 3: /);
    expect(report?.examples['no Recipe in it']).toEqual(['all.ndjson line 4']);
  });

  it('refuses an array that was cut short', async () => {
    const text = JSON.stringify([pie(), pie()]).slice(0, -9);
    await expect(read({ 'a.json': text })).rejects.toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
  });

  it('drops a recipe without text and a second one of the same id', async () => {
    const { records, report } = await read({
      'a.json': pie({ '@id': 'one' }),
      'b.json': pie({ '@id': 'one', name: 'Copy' }),
      'c.json': pie({ name: '—' }),
    });
    expect(records.map(({ title }) => title)).toEqual(['Pie']);
    expect(report?.dropped).toEqual({ 'recipe id twice': 1, 'recipe without any text': 1 });
    expect(report?.examples['recipe id twice']).toEqual(['one, again in b.json']);
  });
});

describe('SchemaOrgSource ids', () => {
  it('takes the publisher’s id and makes it safe', async () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ '@id': 'pie_7', identifier: 'x' }, /^pie_7$/],
      [{ identifier: 4711 }, /^4711$/],
      [{ identifier: { '@type': 'PropertyValue', value: 'sku-9' } }, /^sku-9$/],
      [{ '@id': '_:b0', url: 'https://cook.test/r/Crème-brûlée/' }, /^creme-brulee-[0-9a-f]{10}$/],
      [{ '@id': '#recipe' }, /^a$/],
      [{ '@id': '../../etc/passwd' }, /^passwd-[0-9a-f]{10}$/],
      [{ '@id': '寿司' }, /^recipe-[0-9a-f]{10}$/],
    ];
    for (const [fields, expected] of cases) {
      const { records } = await read({ 'a.json': pie(fields) });
      expect(records[0]?.id).toMatch(expected);
    }
  });

  it('deals partitions 80/10/10 by the id alone', async () => {
    const lines = Array.from({ length: 4000 }, (_, i) => JSON.stringify(pie({ identifier: `r${i}` })));
    const all = (await read({ 'a.ndjson': lines.join('\n') })).records;
    const share = (name: string): number =>
      all.filter(({ partition }) => partition === name).length / all.length;
    expect(share('train')).toBeCloseTo(0.8, 1);
    expect(share('val')).toBeCloseTo(0.1, 1);
    expect(share('test')).toBeCloseTo(0.1, 1);
    const few = (await read({ 'b.ndjson': lines.slice(0, 50).join('\n') })).records;
    expect(few.map(({ partition }) => partition)).toEqual(all.slice(0, 50).map(({ partition }) => partition));
  });
});

describe('SchemaOrgSource photos', () => {
  it('finds photos by path and by the name in an address, in any shape of the field', async () => {
    const { records, report } = await read({
      'pie.json': pie({
        image: [
          'shots/a pie.jpg',
          { '@type': 'ImageObject', contentUrl: 'https://cook.test/x/b%20pie.JPG?w=9' },
          { '@type': 'ImageObject', url: ['c.png'] },
          'https://cook.test/only-there.jpg',
          'shots/a pie.jpg',
          'data:image/png;base64,AAAA',
          '../secret.jpg',
        ],
      }),
      'shots/a pie.jpg': 'x',
      'images/b pie.JPG': 'x',
      'photos/c.png': 'x',
    });
    expect(
      records[0]?.photos.map(({ id, path, url }) => [id, path.split('/').slice(-2).join('/'), url]),
    ).toEqual([
      ['pie.1.jpg', 'shots/a pie.jpg', undefined],
      ['pie.2.jpg', 'images/b pie.JPG', 'https://cook.test/x/b%20pie.JPG?w=9'],
      ['pie.3.png', 'photos/c.png', undefined],
    ]);
    expect(report?.photos).toBe(3);
    expect(report?.dropped).toEqual({
      'photo not on disk': 2,
      'photo listed twice': 1,
      'photo outside the folder': 1,
    });
    expect(report?.examples['photo not on disk']?.[0]).toBe('https://cook.test/only-there.jpg of pie');
  });
});
