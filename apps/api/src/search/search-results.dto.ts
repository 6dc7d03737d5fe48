import { ApiProperty } from '@nestjs/swagger';
import { ImageView, RecipeHead, RecipeView } from '../catalogue/recipe-view.dto.js';

const SCORE = { description: 'Cosine similarity of query and result, -1 to 1; larger is closer' };

export class RecipeResult {
  @ApiProperty({ type: RecipeView })
  recipe!: RecipeView;

  @ApiProperty(SCORE)
  score!: number;

  @ApiProperty({ type: ImageView, nullable: true, description: "The recipe's first photo" })
  image!: ImageView | null;
}

export class ImageResult {
  @ApiProperty({ type: ImageView })
  image!: ImageView;

  @ApiProperty({ type: RecipeHead })
  recipe!: RecipeHead;

  @ApiProperty(SCORE)
  score!: number;
}

export class RecipeResults {
  @ApiProperty({ type: [RecipeResult], description: 'Closest first' })
  results!: RecipeResult[];

  @ApiProperty({ description: 'The index generation that answered' })
  generation!: string;

  @ApiProperty({ description: 'Time inside the service, milliseconds' })
  tookMs!: number;
}

export class ImageResults {
  @ApiProperty({ type: [ImageResult], description: 'Closest first' })
  results!: ImageResult[];

  @ApiProperty({ description: 'The index generation that answered' })
  generation!: string;

  @ApiProperty({ description: 'Time inside the service, milliseconds' })
  tookMs!: number;
}
