import sharp from 'sharp';
import type { BaseLook } from '../dishes/base.js';
import { VESSELS } from '../art/vessel-art.js';
import { type Frame, type Placement, drawShadow, drawSprite, frameOf } from './compositor.js';
import { develop, noiseTable } from './develop.js';
import type { Piece, Prop, Scene } from './scene.js';
import { SpriteAtlas } from './sprite-atlas.js';
import type { Sprite } from './sprite.js';

const WHITE = [1, 1, 1] as const;
/** Distance of a piece's shadow, and of a vessel's, shares of the photo's side. */
const PIECE_LIFT = 0.011;
const VESSEL_LIFT = 0.03;
const PIECE_SHADOW = 0.5;
const VESSEL_SHADOW = 0.55;
/** Bases that are things of their own and are not poured into the vessel. */
const STANDALONE: ReadonlySet<string> = new Set(['pizza', 'tortillas', 'toast', 'pancakes', 'tart']);
/** Bases whose own colours the sauce on top has; on others it is a cream sauce. */
const SAUCY: ReadonlySet<string> = new Set(['liquid', 'gratin', 'glaze', 'noodle-soup']);
const CREAM_SAUCE = ['#fffbee', '#f5e6bd', '#d3b877'] as const;
/** A poured base is drawn this much wider than its area and clipped to it. */
const POURED = 1.06;

/** Paints scenes as JPEG files. One renderer keeps every drawing it has rasterised. */
export class PhotoRenderer {
  private readonly noise = noiseTable();

  private constructor(
    private readonly atlas: SpriteAtlas,
    private readonly side: number,
  ) {}

  static async open(side: number): Promise<PhotoRenderer> {
    return new PhotoRenderer(await SpriteAtlas.open(), side);
  }

  /** The photo of a scene, JPEG bytes; the same scene gives the same bytes. */
  async render(scene: Scene): Promise<Buffer> {
    const { side } = this;
    const frame = frameOf(side);
    const sprites = await this.spritesOf(scene);
    drawSprite(frame, sprites.table, placed({ x: 0.5, y: 0.5, size: 1.454, angle: scene.table.angle }, side));
    for (const [i, prop] of scene.props.entries()) this.lay(frame, sprites.props[i]!, { thing: prop, scene });
    this.drawVessel(frame, scene, sprites.vessel);
    this.drawBase(frame, scene, sprites.base);
    for (const [i, piece] of scene.pieces.entries())
      this.lay(frame, sprites.pieces[i]!, { thing: piece, scene });
    for (const blob of scene.sauce) drawSprite(frame, sprites.sauce, placed(blob, side));
    develop(frame, scene, this.noise);
    const image = sharp(frame.pixels, { raw: { width: side, height: side, channels: 3 } });
    if (scene.camera.blur > 0) image.blur(scene.camera.blur);
    return image.jpeg({ quality: scene.camera.jpegQuality }).toBuffer();
  }

  private async spritesOf(scene: Scene) {
    const piece = (thing: Prop | Piece): Promise<Sprite> =>
      this.atlas.piece(thing.sprite, thing.size * this.side, 'part' in thing ? thing.part : 0);
    const { base } = scene;
    return {
      table: await this.atlas.table(scene.table.name),
      vessel: await this.atlas.vessel(scene.vessel.name),
      base: await this.atlas.base(base.id, base.look, base.variant),
      sauce: await this.atlas.base(`sauce/${base.id}`, sauceLook(base.look), base.variant),
      props: await Promise.all(scene.props.map(piece)),
      pieces: await Promise.all(scene.pieces.map(piece)),
    };
  }

  /** A shadow, then the thing. */
  private lay(frame: Frame, sprite: Sprite, { thing, scene }: { thing: Prop; scene: Scene }): void {
    const at = placed(thing, this.side);
    drawShadow(frame, sprite, { at: this.lifted(at, scene, PIECE_LIFT), darkness: PIECE_SHADOW });
    drawSprite(frame, sprite, at);
  }

  private drawVessel(frame: Frame, scene: Scene, sprite: Sprite): void {
    const at = placed({ ...scene.vessel, angle: 0 }, this.side);
    drawShadow(frame, sprite, { at: this.lifted(at, scene, VESSEL_LIFT), darkness: VESSEL_SHADOW });
    drawSprite(frame, sprite, at);
  }

  private drawBase(frame: Frame, scene: Scene, sprite: Sprite): void {
    const { base, vessel } = scene;
    const { food, shape } = VESSELS[vessel.name];
    const half = [food[0] * vessel.size, food[1] * vessel.size] as const;
    if (STANDALONE.has(base.look.drawing)) {
      const at = placed(
        { ...vessel, size: 2 * Math.min(...half), angle: base.angle, tint: base.tint },
        this.side,
      );
      drawShadow(frame, sprite, { at: this.lifted(at, scene, PIECE_LIFT), darkness: PIECE_SHADOW });
      drawSprite(frame, sprite, at);
      return;
    }
    const cover = shape === 'round' ? 2 * POURED * half[0] : 2 * POURED * Math.hypot(...half);
    const at = placed({ ...vessel, size: cover, angle: base.angle, tint: base.tint }, this.side);
    drawSprite(frame, sprite, {
      ...at,
      clip: { shape, x: at.x, y: at.y, half: [half[0] * this.side, half[1] * this.side] },
    });
  }

  /** The place moved away from the light. */
  private lifted(at: Placement, scene: Scene, lift: number): Placement {
    const { angle } = scene.light;
    return {
      ...at,
      x: at.x - Math.cos(angle) * lift * this.side,
      y: at.y - Math.sin(angle) * lift * this.side,
    };
  }
}

function sauceLook({ drawing, colours }: BaseLook): BaseLook {
  return { drawing: 'glaze', colours: SAUCY.has(drawing) ? colours : CREAM_SAUCE };
}

type Loose = Pick<Placement, 'x' | 'y' | 'size' | 'angle'> & Partial<Placement>;

/** Shares of the photo's side as pixels. */
function placed(thing: Loose, side: number): Placement {
  return {
    x: thing.x * side,
    y: thing.y * side,
    size: thing.size * side,
    angle: thing.angle,
    squash: thing.squash ?? 1,
    tint: thing.tint ?? WHITE,
  };
}
