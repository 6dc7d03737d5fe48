import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_KEY_NAME, MAX_RATE_LIMIT, type NewApiKey, SCOPES, type Scope } from '@seje/catalogue';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsISO8601,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';

/** What a key shall be. */
export class NewKeyBody {
  @ApiProperty({ maxLength: MAX_KEY_NAME, description: 'Who or what uses it', example: 'shop front' })
  @IsString()
  @Length(1, MAX_KEY_NAME)
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, description: 'admin includes write, write includes search' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @IsIn(SCOPES, { each: true })
  scopes!: Scope[];

  @ApiPropertyOptional({ format: 'date-time', description: 'Absent: it does not expire' })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  expiresAt?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_RATE_LIMIT,
    description: 'Requests a minute, 0 for any number; absent: as the service is set',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_RATE_LIMIT)
  rateLimit?: number;
}

export function newKeyOf({ name, scopes, expiresAt, rateLimit }: NewKeyBody): NewApiKey {
  return { name, scopes, rateLimit, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) };
}
