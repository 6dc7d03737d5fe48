import type { Random } from '@seje/core';
import type { VisibleItem } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import type { Role } from '../pantry/ingredient.js';
import { PARTS } from './parted-sprite.js';
import type { Piece } from './scene.js';

/** Where food may lie, shares of the photo's side. */
export interface FoodArea {
  readonly x: number;
  readonly y: number;
  readonly half: readonly [number, number];
  readonly shape: 'round' | 'square';
}

export interface Placing {
  readonly area: FoodArea;
  /** How far cooking has changed the pieces, 0..1. */
  readonly cooked: number;
  readonly photos: KitchenSettings['photos'];
}

/** Colour multiplied into a fully browned piece. */
const BROWN = [0.74, 0.5, 0.3] as const;
/** How much of the cooking each role takes: herbs and toppings come last. */
const BROWNING: Readonly<Record<Role, number>> = {
  protein: 1,
  vegetable: 1,
  fruit: 0.8,
  topping: 0.45,
  herb: 0.2,
  seasoning: 0,
};
/** Height that a fully cooked piece may lose, a share. */
const SHRINK = 0.45;
/** Later layers lie on top. */
const LAYER: Readonly<Record<Role, number>> = {
  protein: 1,
  vegetable: 1,
  fruit: 1,
  topping: 2,
  herb: 3,
  seasoning: 0,
};
const MOST_PIECES = 11;
/** Share of the food area's half size that pieces' outer edges keep to. */
const REACH = 0.97;

/** Pieces for an amount: step 1 shows half of what step 3 shows, at least one. */
function countOf(item: VisibleItem, abundance: number): number {
  const count = Math.round(item.ingredient.pieces * (0.25 + 0.25 * item.amount) * abundance + 0.25);
  return Math.min(Math.max(count, 1), MOST_PIECES);
}

function freePlace(
  placing: Placing,
  placed: readonly Piece[],
  { size, random }: { size: number; random: Random },
): [number, number] {
  const { area, photos } = placing;
  let best: [number, number] = [area.x, area.y];
  let bestRoom = -Infinity;
  for (let i = 0; i < photos.spread; i++) {
    const reach = area.half.map((half) => Math.max(half * REACH - size / 2, 0.01));
    let [u, v] = [random.between(-1, 1), random.between(-1, 1)];
    if (area.shape === 'round') {
      const angle = random.between(0, 2 * Math.PI);
      const radius = Math.sqrt(random.float());
      [u, v] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    }
    const [x, y] = [area.x + u * reach[0]!, area.y + v * reach[1]!];
    let room = Infinity;
    for (const other of placed) {
      room = Math.min(room, Math.hypot(other.x - x, other.y - y) - (other.size + size) * 0.4);
    }
    if (room > bestRoom) [bestRoom, best] = [room, [x, y]];
  }
  return best;
}

function piece(
  item: VisibleItem,
  placing: Placing,
  { placed, random }: { placed: readonly Piece[]; random: Random },
): Piece {
  const { ingredient, form } = item;
  const cooked = placing.cooked * BROWNING[ingredient.role] * random.between(0.4, 1);
  const size = ingredient.size * placing.photos.pieceSize * random.between(0.86, 1.14) * (1 - 0.15 * cooked);
  const [x, y] = freePlace(placing, placed, { size, random });
  const chopped = ingredient.role !== 'herb' && random.float() < placing.photos.chopped;
  const brown = (channel: 0 | 1 | 2): number => 1 - cooked * (1 - BROWN[channel]);
  return {
    id: ingredient.id,
    sprite: form.sprite,
    part: chopped ? 1 + random.int(PARTS) : 0,
    x,
    y,
    size: chopped ? size * 0.8 : size,
    angle: random.between(0, 2 * Math.PI),
    squash: random.between(0.9, 1) * (1 - SHRINK * cooked * random.float()),
    tint: [brown(0), brown(1), brown(2)],
  };
}

/** Places the pieces of all ingredients; returned in drawing order, herbs last. */
export function piecesOf(items: readonly VisibleItem[], placing: Placing, random: Random): Piece[] {
  const queue = random
    .shuffled(
      items.flatMap((item) => Array.from({ length: countOf(item, placing.photos.abundance) }, () => item)),
    )
    .map((item) => ({
      item,
      rank: LAYER[item.ingredient.role] - item.ingredient.size * (1 + random.float()),
    }))
    .sort((a, b) => a.rank - b.rank);
  const placed: Piece[] = [];
  for (const { item } of queue) placed.push(piece(item, placing, { placed, random }));
  return placed;
}
