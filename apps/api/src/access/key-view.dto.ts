import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type ApiKey, type MadeApiKey, SCOPES, type Scope } from '@seje/catalogue';

/** A key without its secret, nor what could be told of it. */
export class KeyView {
  @ApiProperty({ example: '9f86d081884c', description: 'The part of the key after `seje_`' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: readonly Scope[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'To the minute; absent where it was never used' })
  lastUsedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  expiresAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  revokedAt?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Requests a minute, 0 for any number' })
  rateLimit?: number;
}

export class MadeKeyView extends KeyView {
  @ApiProperty({ description: 'The whole key, shown this once', example: 'seje_9f86d081884c_…' })
  key!: string;
}

export class KeyList {
  @ApiProperty({ type: [KeyView], description: 'Oldest first, revoked and expired ones too' })
  keys!: KeyView[];
}

export function keyView(key: ApiKey): KeyView {
  const { id, name, scopes, createdAt, lastUsedAt, expiresAt, revokedAt, rateLimit } = key;
  return {
    id,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt: lastUsedAt.toISOString() }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(revokedAt === undefined ? {} : { revokedAt: revokedAt.toISOString() }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}

export function madeKeyView({ key, text }: MadeApiKey): MadeKeyView {
  return Object.assign(keyView(key), { key: text });
}
