import 'reflect-metadata';
import { resolve } from 'node:path';
import { writeFileDurably } from '@seje/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { AppModule } from './app.module.js';
import { configFrom } from './config.js';
import { openApiDocument } from './openapi.js';

/** Writes the OpenAPI document to the file named on the command line, with no engine and no data. */
async function main(out: string | undefined): Promise<void> {
  if (out === undefined) throw new Error('Usage: node openapi.main.js OUT.json');
  const config = configFrom({ SEJE_BUNDLE: '.', SEJE_DATA: '.', SEJE_STATE: '.' });
  const module = AppModule.with(config, pino({ level: 'silent' }));
  // `preview` reads the decorators and constructs nothing.
  const app = await NestFactory.create(module, new FastifyAdapter(), { preview: true, logger: ['error'] });
  await writeFileDurably(resolve(out), `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
}

await main(process.argv[2]);
