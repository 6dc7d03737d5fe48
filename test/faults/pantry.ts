import type { Random } from '@seje/core';
import { TINY_VOCABULARY } from '../fixtures/tiny-bundle.js';
import { DISHES, photoOf } from '../api/kitchen.js';
import { type ServiceClient, jsonOf } from './service-client.js';

/** Words of a recipe: few enough for one line, enough to tell recipes apart. */
const WORDS = 4;

export interface PalettePhoto {
  /** As it is sent. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** The record that the service made of it, as a line of an import names it. */
  readonly record: Readonly<
    Record<'content' | 'type', string> & Record<'bytes' | 'width' | 'height', number>
  >;
}

/** What recipes and photos are made of. A photo's kept bytes are known beforehand, since each was put once. */
export class Pantry {
  private version = 0;

  private constructor(readonly palette: readonly PalettePhoto[]) {}

  static async stocked(client: ServiceClient): Promise<Pantry> {
    const palette: PalettePhoto[] = [];
    const path = '/v1/recipes/palette';
    await client.ask('PUT', path, { body: { title: 'Palette', ingredients: [], instructions: [] } });
    for (const [number, dish] of DISHES.entries()) {
      const file = Uint8Array.from(await photoOf(dish).resize(64, 48).jpeg().toBuffer());
      const ask = { body: file, type: 'image/jpeg' };
      const answer = await client.ask('PUT', `${path}/photos/palette-${number}.jpg`, ask);
      if (answer?.status !== 201) throw new Error(`the palette was not taken: ${answer?.bytes.toString()}`);
      const { content, type, bytes, width, height } = jsonOf(answer) as PalettePhoto['record'];
      palette.push({ file, record: { content, type, bytes, width, height } });
    }
    await client.ask('DELETE', path);
    return new Pantry(palette);
  }

  /** A recipe that was never there before: its title names its id and a number. */
  recipe(id: string, random: Random): { title: string; ingredients: string[]; instructions: string[] } {
    const ingredients = Array.from({ length: WORDS }, () => `1 ${random.pick(TINY_VOCABULARY)}`);
    return { title: `Soup ${id} number ${++this.version}`, ingredients, instructions: ['Simmer.'] };
  }

  photo(random: Random): PalettePhoto {
    return random.pick(this.palette);
  }
}
