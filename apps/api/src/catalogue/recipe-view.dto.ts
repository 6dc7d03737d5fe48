import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { RecipeWithPhotos, StoredRecipe } from '@seje/catalogue';
import { PARTITIONS, type Partition } from '@seje/core';

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
  @ApiProperty({ type: [String] })
  tags!: readonly string[];

  @ApiPropertyOptional({ enum: PARTITIONS })
  partition?: Partition;

  @ApiProperty({ type: [ImageView] })
  images!: ImageView[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Of its words; photos are written by themselves' })
  updatedAt!: string;
}

export class RecipePageView {
  @ApiProperty({ type: [RecipeWithImages] })
  recipes!: RecipeWithImages[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `cursor` of the next page, as it is; null on the last one',
  })
  next!: string | null;
}

export function imageView({ id }: { readonly id: string }): ImageView {
  return { id, url: `/v1/images/${encodeURIComponent(id)}` };
}

export function recipeView({ id, title, ingredients, instructions, url }: StoredRecipe): RecipeView {
  return { id, title, ingredients, instructions, ...(url === undefined ? {} : { url }) };
}

export function recipeWithImages(recipe: RecipeWithPhotos): RecipeWithImages {
  const { tags, partition, photos, createdAt, updatedAt } = recipe;
  return Object.assign(recipeView(recipe), {
    tags,
    ...(partition === undefined ? {} : { partition }),
    images: photos.map(imageView),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  });
}
