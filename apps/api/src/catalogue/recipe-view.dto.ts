import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { PhotoRef, RecipeRecord } from '@seje/core';

/** A catalogue photo: its id and where to get it. */
export class ImageView {
  @ApiProperty({ example: '0fa8309c13.jpg' })
  id!: string;

  @ApiProperty({ description: 'Path on this service', example: '/v1/images/0fa8309c13.jpg' })
  url!: string;
}

export class RecipeHead {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  title!: string;
}

export class RecipeView extends RecipeHead {
  @ApiProperty({ type: [String] })
  ingredients!: readonly string[];

  @ApiProperty({ type: [String] })
  instructions!: readonly string[];

  @ApiPropertyOptional({ description: 'Where the recipe was published' })
  url?: string;
}

export class RecipeWithImages extends RecipeView {
  @ApiProperty({ type: [ImageView] })
  images!: ImageView[];
}

export function imageView({ id }: PhotoRef): ImageView {
  return { id, url: `/v1/images/${encodeURIComponent(id)}` };
}

export function recipeView({ id, title, ingredients, instructions, url }: RecipeRecord): RecipeView {
  return { id, title, ingredients, instructions, ...(url === undefined ? {} : { url }) };
}
