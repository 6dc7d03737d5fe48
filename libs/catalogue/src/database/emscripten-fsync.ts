import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What Emscripten hands to a file system's operations: `nfd` is Node's descriptor, absent for folders. */
interface EmscriptenStream {
  readonly nfd?: number;
  readonly node: object;
}

/** Emscripten's file system of real files, as far as it is used here. */
interface EmscriptenNodeFs {
  readonly stream_ops: { fsync?: (stream: EmscriptenStream) => number };
  realPath(node: object): string;
}

/** WASI's number for an input or output error. */
const EIO = 29;

/**
 * Emscripten's `fsync` asks the file system of the file for one, and its NODEFS has none: without it,
 * whatever is compiled to WebAssembly believes that its files are on the disk when they are not.
 * @param module that has not run yet
 */
export function addFsync(module: object): void {
  const { NODEFS } = module as { readonly NODEFS?: EmscriptenNodeFs };
  if (NODEFS === undefined) throw new TypeError('This Emscripten module has no NODEFS');
  NODEFS.stream_ops.fsync = (stream) => synced(stream, NODEFS);
}

function synced({ nfd, node }: EmscriptenStream, files: EmscriptenNodeFs): number {
  try {
    if (nfd !== undefined) fsyncSync(nfd);
    else syncFolder(files.realPath(node));
    return 0;
  } catch {
    return EIO;
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
