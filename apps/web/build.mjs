// Builds the page into dist/web: the service's OpenAPI document -> its types -> Vite.
// `node apps/web/build.mjs [openapi.json]`: without a document the built service is asked for its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { build } from 'vite';

const web = fileURLToPath(new URL('.', import.meta.url));
const generated = join(web, 'src', 'generated');
const writer = join(web, '..', '..', 'dist', 'apps', 'api', 'apps', 'api', 'src', 'openapi.main.js');

function openApiDocument() {
  const given = process.argv[2];
  if (given !== undefined) return readFileSync(given, 'utf8');
  if (!existsSync(writer))
    throw new Error(`The service is not built: ${writer} is missing. Run: npm run build`);
  const out = join(generated, 'openapi.json');
  execFileSync(process.execPath, [writer, out], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(out, 'utf8');
}

/** Files travel as Blobs; everything else as openapi-typescript has it. */
function fileAsBlob(schema) {
  if (schema.format !== 'binary') return undefined;
  return ts.factory.createTypeReferenceNode(ts.factory.createIdentifier('Blob'));
}

mkdirSync(generated, { recursive: true });
const types = await openapiTS(openApiDocument(), { transform: fileAsBlob });
writeFileSync(join(generated, 'api.d.ts'), astToString(types));
await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });
