import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export interface Dish {
  readonly id: string;
  readonly title: string;
  readonly ingredients: readonly string[];
  readonly colour: string;
}

/** A few dishes told apart by colour, whose words a tiny bundle's encoder knows. */
export const DISHES: readonly Dish[] = [
  { id: 'apple-pie', title: 'Apple pie', ingredients: ['4 apple', '200 g flour'], colour: '#d9a441' },
  { id: 'beet-salad', title: 'Beet salad', ingredients: ['2 beet', '1 leek'], colour: '#8e1f4f' },
  { id: 'pea-soup', title: 'Pea soup', ingredients: ['500 g pea', '1 onion'], colour: '#5c8a2e' },
  { id: 'rice-pudding', title: 'Rice pudding', ingredients: ['1 cup rice', '1 l milk'], colour: '#f4ecd8' },
  { id: 'tomato-fish', title: 'Tomato fish', ingredients: ['3 tomato', '1 fish'], colour: '#c8371f' },
  {
    id: 'blue-cheese',
    title: 'Blue cheese',
    ingredients: ['100 g cheese', '1 cup cream'],
    colour: '#5a76a8',
  },
];

/** Ten characters of hex and `.jpg`, as Recipe1M names its photos. */
export function photoIdOf(dish: Dish): string {
  return `${Buffer.from(dish.id).toString('hex').slice(0, 10)}.jpg`;
}

/** A plain dish on a white table. */
export function photoOf({ colour }: Dish): Sharp {
  const dish = `<svg width="320" height="240"><rect width="320" height="240" fill="#fff"/>
    <circle cx="130" cy="120" r="95" fill="${colour}"/></svg>`;
  return sharp(Buffer.from(dish)).flatten();
}

/** Writes dishes in Recipe1M's layout. */
export async function writeKitchen(directory: string, dishes: readonly Dish[] = DISHES): Promise<void> {
  const layer1 = dishes.map(({ id, title, ingredients }) => ({
    id,
    title,
    partition: 'test',
    url: `https://example.org/${id}`,
    ingredients: ingredients.map((text) => ({ text })),
    instructions: [{ text: 'Chop and simmer in a saucepan.' }],
  }));
  const layer2 = dishes.map((dish) => ({ id: dish.id, images: [{ id: photoIdOf(dish), url: '' }] }));
  for (const dish of dishes) {
    const name = photoIdOf(dish);
    const folder = join(directory, 'images', 'test', ...name.slice(0, 4).split(''));
    await mkdir(folder, { recursive: true });
    await photoOf(dish).jpeg().toFile(join(folder, name));
  }
  await writeFile(join(directory, 'layer2.json'), JSON.stringify(layer2));
  await writeFile(join(directory, 'layer1.json'), JSON.stringify(layer1));
}
