import { ApiProperty } from '@nestjs/swagger';
import type { StoredPhoto } from '@seje/catalogue';
import { ImageView, imageView } from './recipe-view.dto.js';

/** The record of a photo. */
export class PhotoView extends ImageView {
  @ApiProperty()
  recipeId!: string;

  @ApiProperty({ description: 'SHA-256 of its bytes, in hex: its ETag' })
  content!: string;

  @ApiProperty({ example: 'image/jpeg' })
  type!: string;

  @ApiProperty()
  bytes!: number;

  @ApiProperty({ description: 'Pixels' })
  width!: number;

  @ApiProperty({ description: 'Pixels' })
  height!: number;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export function photoView(photo: StoredPhoto): PhotoView {
  const { recipeId, content, type, bytes, width, height, updatedAt } = photo;
  const record = { recipeId, content, type, bytes, width, height };
  return Object.assign(imageView(photo), record, { updatedAt: updatedAt.toISOString() });
}
