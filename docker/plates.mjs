// A few recipes with photos for docker/prove.mjs, drawn with the image's own sharp: it has to load there too.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const PLATES = { 'Tomato soup': '#c8371f', 'Pea soup': '#5c8a2e', 'Beet salad': '#8e1f4f' };

/** @param image folder of the image, @param folder for the recipes, new */
export async function writePlates(image, folder) {
  const sharp = createRequire(join(image, 'package.json'))('sharp');
  mkdirSync(folder);
  for (const [name, colour] of Object.entries(PLATES)) {
    const file = name.toLowerCase().replace(' ', '-');
    const photo = sharp({ create: { width: 320, height: 240, channels: 3, background: colour } });
    await photo.jpeg().toFile(join(folder, `${file}.jpg`));
    const [what] = name.toLowerCase().split(' ');
    const recipe = {
      '@context': 'https://schema.org',
      '@type': 'Recipe',
      name,
      recipeIngredient: [`3 ${what}`, '1 onion'],
      recipeInstructions: 'Chop and boil in a saucepan.',
      image: `${file}.jpg`,
    };
    writeFileSync(join(folder, `${file}.json`), JSON.stringify(recipe));
  }
}
