import { PARTITIONS } from '@seje/core';
import { z } from 'zod';
import type { PhotoContent, RecipeContent, RecipeWithPhotos } from '../store/stored-records.js';

/** A photo's record with its id; its bytes are in the photo store. */
export type PhotoEntry = PhotoContent & { readonly id: string };

/** A recipe as an import brings it. */
export interface RecipeEntry {
  readonly id: string;
  readonly recipe: RecipeContent;
  readonly photos: readonly PhotoEntry[];
}

/** The last line of an export: one that lacks it was cut short. */
export interface EndLine {
  readonly end: true;
  readonly recipes: number;
}

const text = z.string();
const photoSchema = z.strictObject({
  id: text,
  content: text,
  type: text,
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
});

/** Our own shape. What its texts may be is the catalogue's to say. */
export const lineSchema = z.strictObject({
  id: text,
  title: text,
  ingredients: z.array(text),
  instructions: z.array(text),
  tags: z.array(text).default([]),
  partition: z.enum(PARTITIONS).optional(),
  url: text.optional(),
  photos: z.array(photoSchema).default([]),
});

export const endLineSchema = z.strictObject({ end: z.literal(true), recipes: z.int() });

export function entryOfLine({ id, photos, ...recipe }: z.infer<typeof lineSchema>): RecipeEntry {
  return { id, recipe, photos };
}

/** A recipe as a line of an export; an import takes the same. */
export function recipeLine({ id, photos, ...recipe }: RecipeWithPhotos): string {
  const { title, ingredients, instructions, tags, partition, url } = recipe;
  const ofPhotos = photos.map((photo): PhotoEntry => {
    const { content, type, bytes, width, height } = photo;
    return { id: photo.id, content, type, bytes, width, height };
  });
  const line = { id, title, ingredients, instructions, tags, partition, url, photos: ofPhotos };
  return `${JSON.stringify(line)}\n`;
}

export function endLine(recipes: number): string {
  return `${JSON.stringify({ end: true, recipes } satisfies EndLine)}\n`;
}
