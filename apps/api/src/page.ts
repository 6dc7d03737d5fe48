import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SejeError } from '@seje/core';

/**
 * Serves the built page at `/`.
 * @param folder as a build wrote it
 * @throws SejeError FILE_NOT_FOUND where it holds no page
 */
export async function servePage(app: NestFastifyApplication, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  await access(index).catch((cause: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'There is no page to serve',
      expected: index,
      remedy: 'Build it (npm run build), or leave SEJE_WEB unset to serve the API alone.',
      cause,
    });
  });
  await app.register(fastifyStatic, { root: folder, decorateReply: false });
}
