import type { Random } from '@seje/core';
import { TABLES } from '../art/table-art.js';
import { VESSELS } from '../art/vessel-art.js';
import { wholeBetween } from '../chance.js';
import type { Dish, VisibleItem } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import { type FoodArea, piecesOf } from './piece-placer.js';
import type { Camera, Light, PhotoTruth, Prop, Scene } from './scene.js';

const TABLE_NAMES = Object.keys(TABLES);
/** Drawings that the atlas makes of each base. */
const BASE_VARIANTS = 3;
/** Side of a vessel, share of the photo's side. */
const VESSEL_SIZE = [0.86, 1.02] as const;
/** Largest shift of the vessel from the middle, share of the photo's side. */
const OFF_CENTRE = 0.045;
const CUTLERY = ['noto:fork-and-knife', 'noto:chopsticks', 'noto:spoon', 'noto:kitchen-knife'];
const CUTLERY_SHARE = 0.45;
const WHITE = [1, 1, 1] as const;

type Photos = KitchenSettings['photos'];

function lightOf(photos: Photos, random: Random): Light {
  const warm = random.between(-photos.whiteBalance, photos.whiteBalance);
  const exposure = 1 + random.between(-0.3, 0.15) * photos.lighting;
  return {
    angle: random.between(0, 2 * Math.PI),
    contrast: photos.lighting * random.between(0.3, 1),
    vignette: photos.lighting * random.between(0.1, 0.6),
    gains: [exposure * (1 + warm), exposure, exposure * (1 - warm)],
  };
}

function cameraOf(photos: Photos, random: Random): Camera {
  return {
    noise: random.between(...photos.noise),
    grain: random.float(),
    blur: random.float() < photos.outOfFocus ? random.between(0.7, 1.8) : 0,
    jpegQuality: wholeBetween(random, photos.jpegQuality),
  };
}

function propsOf(random: Random): Prop[] {
  if (random.float() >= CUTLERY_SHARE) return [];
  const angle = random.pick([0.1, 0.9, 1.1, 1.9]) * Math.PI;
  return [
    {
      sprite: random.pick(CUTLERY),
      x: 0.5 + 0.47 * Math.cos(angle),
      y: 0.5 + 0.47 * Math.sin(angle),
      size: random.between(0.4, 0.5),
      angle: random.between(-0.5, 0.5),
      squash: 1,
      tint: WHITE,
    },
  ];
}

function sauceOf(area: FoodArea, photos: Photos, random: Random): Scene['sauce'] {
  const blobs = random.float() < photos.sauce ? 1 + random.int(3) : 0;
  return Array.from({ length: blobs }, () => ({
    x: area.x + random.between(-0.4, 0.4) * area.half[0],
    y: area.y + random.between(-0.4, 0.4) * area.half[1],
    size: area.half[1] * (0.5 + photos.sauce) * random.between(1, 2),
    angle: random.between(0, 2 * Math.PI),
    squash: random.between(0.6, 1),
  }));
}

/** Table and vessel of a recipe's photos, from its own random stream, so that its photos match. */
export interface Setting {
  readonly table: string;
  readonly vessel: Dish['vessel'];
}

export function settingOf(dish: Dish, random: Random): Setting {
  return { table: random.pick(TABLE_NAMES), vessel: dish.vessel };
}

export interface SceneRequest {
  readonly dish: Dish;
  readonly setting: Setting;
  readonly photos: Photos;
  /** True where the pieces follow the written amounts. */
  readonly amountsShown: boolean;
  /** Ingredients that may mislead: the dish does not have them. */
  readonly strangers: readonly VisibleItem[];
}

/** Composes one photo of a dish, without painting it. */
export function composeScene(request: SceneRequest, random: Random): { scene: Scene; truth: PhotoTruth } {
  const { dish, photos } = request;
  const other = random.float() < photos.otherVessel;
  const vesselName = other ? random.pick(dish.kind.vessels) : request.setting.vessel;
  const size = random.between(...VESSEL_SIZE);
  const vessel = {
    name: vesselName,
    x: 0.5 + random.between(-OFF_CENTRE, OFF_CENTRE),
    y: 0.5 + random.between(-OFF_CENTRE, OFF_CENTRE),
    size,
  };
  const { food, shape } = VESSELS[vesselName];
  const area: FoodArea = { x: vessel.x, y: vessel.y, half: [food[0] * size, food[1] * size], shape };

  const shown = dish.visible.filter((_item, i) => i === 0 || random.float() >= photos.buried);
  const strangers =
    request.strangers.length > 0 && random.float() < photos.misleading
      ? [random.pick(request.strangers)]
      : [];
  const items = [...shown, ...strangers].map((item) =>
    request.amountsShown ? item : { ...item, amount: 1 + random.int(4) },
  );
  const pieces = piecesOf(items, { area, cooked: dish.kind.cooked * photos.cooking, photos }, random);

  const own = shown.map((item) => item.ingredient.id);
  const truth: PhotoTruth = {
    pieces: Object.fromEntries(own.map((id) => [id, pieces.filter((piece) => piece.id === id).length])),
    buried: dish.visible.map((item) => item.ingredient.id).filter((id) => !own.includes(id)),
    misleading: strangers.map((item) => item.ingredient.id),
  };
  const scene: Scene = {
    table: {
      name: other ? random.pick(TABLE_NAMES) : request.setting.table,
      angle: random.int(4) * (Math.PI / 2) + random.between(-0.2, 0.2),
    },
    vessel,
    base: {
      id: dish.base.id,
      look: dish.base.look,
      variant: random.int(BASE_VARIANTS),
      angle: random.between(0, 2 * Math.PI),
      tint: WHITE,
    },
    pieces,
    sauce: sauceOf(area, photos, random),
    props: propsOf(random),
    light: lightOf(photos, random),
    camera: cameraOf(photos, random),
  };
  return { scene, truth };
}
