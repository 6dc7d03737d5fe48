import { SejeError, canonicalJson, messageOf, sha256, validated } from '@seje/core';
import { BUNDLE_FORMAT, type Manifest, manifestSchema } from './manifest.js';

const WRITE_AGAIN = 'Restore the bundle from a copy, or export it again.';

/** The text of `manifest.json`, with the checksum of its own content added. */
export function manifestText(content: Omit<Manifest, 'contentSha256'>): string {
  const manifest: Manifest = { ...content, contentSha256: sha256(canonicalJson(content)) };
  return `${JSON.stringify(validated(manifestSchema, manifest, { where: 'the manifest' }), null, 2)}\n`;
}

/**
 * Reads a manifest: JSON, then its format, then its own checksum, then every field.
 * @param where path, for the message
 * @throws SejeError BUNDLE_INVALID
 */
export function parseManifest(text: string, where: string): Manifest {
  const value = jsonObject(text, where);
  if (value['format'] !== BUNDLE_FORMAT) {
    throw new SejeError('BUNDLE_INVALID', {
      message: `${where} is of another bundle format`,
      expected: `format ${BUNDLE_FORMAT}`,
      found: `format ${JSON.stringify(value['format'])}`,
      remedy: 'Export the bundle again with this version, or open it with the version that wrote it.',
    });
  }
  const { contentSha256, ...content } = value;
  const actual = sha256(canonicalJson(content));
  if (contentSha256 !== actual) {
    throw new SejeError('BUNDLE_INVALID', {
      message: `${where} was changed after it was written`,
      expected: `contentSha256 ${JSON.stringify(contentSha256)}`,
      found: actual,
      remedy: WRITE_AGAIN,
    });
  }
  return validated(manifestSchema, value, { where, code: 'BUNDLE_INVALID', remedy: WRITE_AGAIN });
}

function jsonObject(text: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new TypeError(`a JSON ${typeof value}`);
    return value as Record<string, unknown>;
  } catch (error) {
    throw new SejeError('BUNDLE_INVALID', {
      message: `${where} is damaged`,
      expected: 'a JSON object',
      found: messageOf(error),
      remedy: WRITE_AGAIN,
      cause: error,
    });
  }
}
