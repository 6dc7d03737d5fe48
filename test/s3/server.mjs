import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = process.env.SEJE_CACHE ?? join(root, '.seje', 'cache');
const version = 'v1.8.0';
const folder = join(cache, `versitygw-${version}`);

/** The S3-compatible server that the photo store is tested against: objects are files, so a test can harm them. */
export const S3_SERVER = {
  folder,
  program: process.env.VERSITYGW ?? join(folder, 'versitygw'),
  module: `github.com/versity/versitygw/cmd/versitygw@${version}`,
};
