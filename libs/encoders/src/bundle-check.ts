import type { Bundle } from '@seje/artifacts';
import { SejeError } from '@seje/core';

/** Refuses a bundle whose file has another width than its manifest says. @throws SejeError BUNDLE_INVALID */
export function checkWidth(bundle: Bundle, field: string, widths: { manifest: number; file: number }): void {
  if (widths.manifest === widths.file) return;
  throw misfit(bundle, {
    expected: `${field} ${widths.manifest}, as the manifest says`,
    found: `${widths.file}`,
  });
}

/**
 * Runs a bundle's network once on input of the widths that the manifest names: it is warm afterwards, and
 * known to fit.
 * @throws SejeError BUNDLE_INVALID naming both shapes
 */
export async function probeNetwork(bundle: Bundle, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SejeError)) throw error;
    throw misfit(bundle, error.parts, error);
  }
}

function misfit(
  bundle: Bundle,
  parts: { readonly message?: string; readonly expected?: string; readonly found?: string },
  cause?: unknown,
): SejeError {
  const detail = parts.message === undefined ? '' : ` (${parts.message})`;
  return new SejeError('BUNDLE_INVALID', {
    ...parts,
    message: `The files of bundle ${bundle.directory} do not fit its manifest${detail}`,
    remedy: 'Export the bundle again.',
    cause,
  });
}
