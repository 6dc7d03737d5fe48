import type { Bundle } from '@seje/artifacts';
import { SejeError } from '@seje/core';

/** Refuses a bundle whose file says something else than its manifest, a width for instance. @throws SejeError BUNDLE_INVALID */
export function checkField<T extends number | string>(
  bundle: Bundle,
  field: string,
  values: { readonly manifest: T; readonly file: T },
): void {
  if (values.manifest === values.file) return;
  throw misfit(bundle, {
    expected: `${field} ${values.manifest}, as the manifest says`,
    found: `${values.file}`,
  });
}

/**
 * Runs a bundle's network once on input of the widths that the manifest names: it is warm afterwards, and
 * known to fit.
 * @throws SejeError BUNDLE_INVALID naming both shapes; EXECUTION_PROVIDER_UNAVAILABLE, which is not the bundle's fault
 */
export async function probeNetwork(bundle: Bundle, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SejeError) || error.code === 'EXECUTION_PROVIDER_UNAVAILABLE') throw error;
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
