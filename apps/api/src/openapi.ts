import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

export const DOCS_PATH = 'docs';

/** The OpenAPI document of the service. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('SEJE')
    .setDescription('Recipes for a food photo, photos for a recipe. Errors are problem+json (RFC 9457).')
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .build();
  return closed(SwaggerModule.createDocument(app, head));
}

/** Says of the bodies that are taken what validation holds: no field but those. */
function closed(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap(({ put, post }) => [put, post]);
  for (const operation of operations) {
    const body = operation?.requestBody;
    const schema = body !== undefined && 'content' in body ? body.content['application/json']?.schema : {};
    if (schema === undefined || !('$ref' in schema)) continue;
    const taken = document.components?.schemas?.[schema.$ref.split('/').at(-1)!];
    if (taken !== undefined) Object.assign(taken, { additionalProperties: false });
  }
  return document;
}
