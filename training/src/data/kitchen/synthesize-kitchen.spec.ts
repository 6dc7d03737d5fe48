import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { photoPath } from './recipe1m-layout.js';
import { synthesizeKitchen } from './synthesize-kitchen.js';

interface Layer1 {
  id: string;
  title: string;
  partition: string;
  url: string;
  ingredients: { text: string }[];
  instructions: { text: string }[];
}
interface Layer2 {
  id: string;
  images: { id: string; url: string }[];
}
interface Entities {
  id: string;
  valid: boolean[];
  ingredients: { text: string }[];
}

const RECIPES = 20;

describe('synthesizeKitchen', () => {
  let folder: string;
  const made = (name: string): string => join(folder, name);
  const array = async <T>(name: string): Promise<T[]> =>
    JSON.parse(await readFile(join(made('a'), name), 'utf8')) as T[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seje-kitchen-'));
    await synthesizeKitchen({ recipes: RECIPES, seed: 7, difficulty: 'easy', out: made('a') });
  });

  it('gives the same bytes for the same seed and other recipes for another', async () => {
    await synthesizeKitchen({ recipes: RECIPES, seed: 7, difficulty: 'easy', out: made('b') });
    await synthesizeKitchen({ recipes: RECIPES, seed: 8, difficulty: 'easy', out: made('c') });
    const files = async (name: string): Promise<string[]> =>
      (await readdir(made(name), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(made(name).length))
        .sort();
    expect(await files('b')).toEqual(await files('a'));
    for (const file of await files('a')) {
      expect(await readFile(join(made('b'), file)), file).toEqual(await readFile(join(made('a'), file)));
    }
    const layer1 = async (name: string): Promise<string> => readFile(join(made(name), 'layer1.json'), 'utf8');
    expect(await layer1('c')).not.toBe(await layer1('a'));
  });

  it('deals the recipes into partitions of the sizes asked for, and refuses sizes that do not fit', async () => {
    const request = { recipes: 12, seed: 7, difficulty: 'easy', textOnly: true, out: made('dealt') } as const;
    await synthesizeKitchen({ ...request, partitions: [5, 3, 4] });
    const recipes = JSON.parse(await readFile(join(made('dealt'), 'layer1.json'), 'utf8')) as Layer1[];
    const sizes = ['train', 'val', 'test'].map((name) => recipes.filter((r) => r.partition === name).length);
    expect(sizes).toEqual([5, 3, 4]);
    await expect(
      synthesizeKitchen({ ...request, out: made('misfit'), partitions: [5, 3, 3] }),
    ).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  it("writes Recipe1M's layout: parallel arrays, hexadecimal ids, photos where their ids say", async () => {
    const [layer1, layer2, entities] = [
      await array<Layer1>('layer1.json'),
      await array<Layer2>('layer2.json'),
      await array<Entities>('det_ingrs.json'),
    ];
    expect(Object.keys(layer1[0]!)).toEqual([
      'id',
      'title',
      'partition',
      'url',
      'ingredients',
      'instructions',
    ]);
    expect(layer2.map((recipe) => recipe.id)).toEqual(layer1.map((recipe) => recipe.id));
    expect(new Set(layer1.map((recipe) => recipe.id)).size).toBe(RECIPES);
    const paths: string[] = [];
    for (const [i, recipe] of layer1.entries()) {
      expect(recipe.id).toMatch(/^[0-9a-f]{10}$/);
      expect(entities[i]!.id).toBe(recipe.id);
      expect(entities[i]!.valid).toHaveLength(recipe.ingredients.length);
      expect(entities[i]!.ingredients).toHaveLength(recipe.ingredients.length);
      for (const image of layer2[i]!.images) {
        expect(image.id).toMatch(/^[0-9a-f]{10}\.jpg$/);
        paths.push(photoPath(recipe.partition as 'train', image.id));
      }
    }
    const found = (await readdir(join(made('a'), 'images'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(made('a').length + 1));
    expect(found.sort()).toEqual(paths.sort());
    expect(photoPath('train', '0fa8309c13.jpg')).toBe('images/train/0/f/a/8/0fa8309c13.jpg');
  });

  it('writes the same words without photos', async () => {
    const request = { recipes: RECIPES, seed: 7, difficulty: 'easy', textOnly: true } as const;
    expect(await synthesizeKitchen({ ...request, out: made('text') })).toMatchObject({ photos: 0 });
    for (const file of ['layer1.json', 'det_ingrs.json']) {
      expect(await readFile(join(made('text'), file))).toEqual(await readFile(join(made('a'), file)));
    }
    expect(await readdir(made('text'))).not.toContain('images');
    const withPhotos = { ...request, textOnly: false, out: made('text') };
    await expect(synthesizeKitchen(withPhotos)).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  it('parts recipes 80/10/10', async () => {
    const layer1 = await array<Layer1>('layer1.json');
    const count = (partition: string): number => layer1.filter((r) => r.partition === partition).length;
    expect([count('train'), count('val'), count('test')]).toEqual([16, 2, 2]);
  });

  it('writes photos that decode', async () => {
    const [recipe] = await array<Layer1>('layer1.json');
    const [images] = await array<Layer2>('layer2.json');
    const file = join(made('a'), photoPath(recipe!.partition as 'train', images!.images[0]!.id));
    const { info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 352, height: 352, channels: 3 });
  });

  it('reuses the kitchen that it finds and refuses a folder with anything else', async () => {
    const request = { recipes: RECIPES, seed: 7, difficulty: 'easy', out: made('a') } as const;
    expect(await synthesizeKitchen(request)).toMatchObject({ reused: true, recipes: RECIPES });
    const refused = expect.objectContaining({ code: 'SETTINGS_INVALID' });
    await expect(synthesizeKitchen({ ...request, seed: 9 })).rejects.toThrow(refused);
    await expect(synthesizeKitchen({ ...request, out: folder })).rejects.toThrow(refused);
  });

  it('refuses to make no recipes, and says where it cannot write', async () => {
    const request = { recipes: 1, seed: 1, difficulty: 'easy' } as const;
    await writeFile(made('file'), '');
    await expect(synthesizeKitchen({ ...request, recipes: 0, out: made('e') })).rejects.toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
    await expect(synthesizeKitchen({ ...request, out: join(made('file'), 'e') })).rejects.toThrow(
      expect.objectContaining({ code: 'DISK_WRITE_FAILED' }),
    );
  });

  it('makes anew what an interrupted run left aside', async () => {
    const partial = made('d.partial');
    await synthesizeKitchen({ recipes: 2, seed: 1, difficulty: 'hard', out: partial });
    await writeFile(join(partial, 'layer1.json'), '[{"id"');
    await synthesizeKitchen({ recipes: 2, seed: 2, difficulty: 'hard', out: made('d') });
    expect(await readdir(folder)).not.toContain('d.partial');
    expect(JSON.parse(await readFile(join(made('d'), 'layer1.json'), 'utf8'))).toHaveLength(2);
  });
});
