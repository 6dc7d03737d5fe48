import { Random, SejeError } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { BASE_DRAWINGS } from '../art/base-art.js';
import { GARNISH_ART } from '../art/garnish-art.js';
import { PROTEIN_ART } from '../art/protein-art.js';
import { TABLES } from '../art/table-art.js';
import { VEGETABLE_ART } from '../art/vegetable-art.js';
import { VESSELS } from '../art/vessel-art.js';
import type { BaseLook } from '../dishes/base.js';
import type { VesselName } from '../dishes/dish-kind.js';
import { parted } from './parted-sprite.js';
import { type Sprite, rasterised, spriteOf } from './sprite.js';

const DRAWN: Readonly<Record<string, () => string>> = { ...VEGETABLE_ART, ...PROTEIN_ART, ...GARNISH_ART };
/** Side lengths that pieces are rasterised at, pixels; a piece is drawn from the next larger one. */
const BUCKETS = [24, 40, 64, 96, 128, 192] as const;
const VESSEL_SIDE = 352;
const BASE_SIDE = 288;
const TABLE_SIDE = 512;

const iconSet = z.object({
  width: z.number(),
  icons: z.record(z.string(), z.object({ body: z.string(), width: z.number().optional() })),
});

/** Every drawing rasterised once per size and kept: pieces of food, bases, vessels, tables. */
export class SpriteAtlas {
  private readonly cache = new Map<string, Promise<Sprite>>();

  private constructor(private readonly icons: z.infer<typeof iconSet>) {}

  /** Reads the icon set (Google Noto Emoji as packed by Iconify, Apache-2.0). */
  static async open(): Promise<SpriteAtlas> {
    const path = createRequire(import.meta.url).resolve('@iconify-json/noto/icons.json');
    return new SpriteAtlas(iconSet.parse(JSON.parse(await readFile(path, 'utf8'))));
  }

  /** A piece of food at least `pixels` long where a bucket is that large; `part` 0 is whole. */
  piece(name: string, pixels: number, part: number): Promise<Sprite> {
    const side = BUCKETS.find((bucket) => bucket >= pixels) ?? BUCKETS[BUCKETS.length - 1]!;
    return this.once(`piece/${name}/${side}/${part}`, async () => {
      const [body, viewBox] = this.drawing(name);
      const rgba = await rasterised(body, viewBox, side);
      return spriteOf(part === 0 ? rgba : parted(rgba, side, part), side, side);
    });
  }

  base(id: string, look: BaseLook, variant: number): Promise<Sprite> {
    return this.once(`base/${id}/${variant}`, async () => {
      const random = Random.derived(variant, `base/${id}`);
      const body = BASE_DRAWINGS[look.drawing](look.colours, random);
      return spriteOf(await rasterised(body, 200, BASE_SIDE), BASE_SIDE, BASE_SIDE);
    });
  }

  vessel(name: VesselName): Promise<Sprite> {
    return this.once(`vessel/${name}`, async () =>
      spriteOf(await rasterised(VESSELS[name].svg, 100, VESSEL_SIDE), VESSEL_SIDE, VESSEL_SIDE),
    );
  }

  table(name: string): Promise<Sprite> {
    return this.once(`table/${name}`, async () =>
      spriteOf(await rasterised(TABLES[name]?.() ?? '', TABLE_SIDE, TABLE_SIDE), TABLE_SIDE, TABLE_SIDE),
    );
  }

  /** SVG body and side of its view box. `noto:` names an icon, anything else a drawing of ours. */
  private drawing(name: string): [body: string, viewBox: number] {
    const icon = name.startsWith('noto:') ? this.icons.icons[name.slice(5)] : undefined;
    const drawn = DRAWN[name];
    if (icon !== undefined) return [icon.body, icon.width ?? this.icons.width];
    if (drawn !== undefined) return [drawn(), 100];
    throw new SejeError('SETTINGS_INVALID', {
      message: `The kitchen has no drawing ${name}`,
      expected: 'the name of a drawing, or noto: and the name of an icon of @iconify-json/noto',
    });
  }

  private once(key: string, make: () => Promise<Sprite>): Promise<Sprite> {
    let sprite = this.cache.get(key);
    if (sprite === undefined) {
      sprite = make();
      this.cache.set(key, sprite);
    }
    return sprite;
  }
}
