import type { MainModule } from 'libheif-js/libheif-wasm/libheif.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Entry file of a thread that decodes one HEIC photo and ends, so that WebAssembly's memory, which never
 * shrinks, goes with it. It speaks libheif's C interface (libheif/heif.h), not the package's JavaScript one,
 * which knows neither limits nor colour profiles. Tests run this file as it is, with its types stripped, so it
 * imports no file of ours.
 */

export interface HeicOrder {
  readonly photo: Uint8Array;
  readonly maxPixels: number;
  /** Bytes to leave free in front of colour profile and pixels. */
  readonly room: number;
}

export type HeicAnswer =
  | {
      readonly width: number;
      readonly height: number;
      readonly channels: 3 | 4;
      /** `room` free bytes, the ICC profile, then levels 0..255, interleaved, [height, width, channels]. */
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly profileBytes: number;
    }
  | { readonly tooLarge: { readonly width: number; readonly height: number } }
  | { readonly unreadable: string };

/** Values of libheif's enumerations. */
const RGB = 1;
const INTERLEAVED_RGB = 10;
const INTERLEAVED_RGBA = 11;
const INTERLEAVED = 10;
/** Of `heif_error`: code, subcode, pointer to its message. */
const ERROR_BYTES = 12;
/** Where `heif_security_limits` holds `max_image_size_pixels`. */
const LIMIT_OF_PIXELS = 8;
const POINTER_BYTES = 4;

class Heif {
  private readonly c: MainModule;
  private readonly error: number;
  private readonly out: number;

  constructor(c: MainModule) {
    this.c = c;
    this.error = c._malloc(ERROR_BYTES);
    this.out = c._malloc(POINTER_BYTES);
  }

  decoded({ photo, maxPixels, room }: HeicOrder): HeicAnswer {
    const { c } = this;
    const handle = this.primaryImage(photo, maxPixels);
    const width = c._heif_image_handle_get_width(handle);
    const height = c._heif_image_handle_get_height(handle);
    if (width * height > maxPixels) return { tooLarge: { width, height } };
    const channels = c._heif_image_handle_has_alpha_channel(handle) === 0 ? 3 : 4;
    const chroma = channels === 3 ? INTERLEAVED_RGB : INTERLEAVED_RGBA;
    this.call((error) => c._heif_decode_image(error, handle, this.out, RGB, chroma, 0));
    const image = this.word(this.out);
    const first = c._heif_image_get_plane_readonly2(image, INTERLEAVED, this.out);
    const profile = this.profileOf(handle);
    const start = room + profile.length;
    const row = width * channels;
    const bytes = new Uint8Array(start + height * row);
    bytes.set(profile, room);
    const stride = this.word(this.out);
    for (let y = 0; y < height; y++) {
      const from = first + y * stride;
      bytes.set(this.memory.subarray(from, from + row), start + y * row);
    }
    return { width, height, channels, bytes, profileBytes: profile.length };
  }

  /** Parses the boxes; decodes nothing. libheif holds the coded picture itself to the same limit of pixels. */
  private primaryImage(photo: Uint8Array, maxPixels: number): number {
    const { c } = this;
    const context = c._heif_context_alloc();
    const limits = c._heif_context_get_security_limits(context);
    new DataView(this.memory.buffer).setBigUint64(limits + LIMIT_OF_PIXELS, BigInt(maxPixels), true);
    const at = c._malloc(photo.length);
    this.memory.set(photo, at);
    this.call((error) => c._heif_context_read_from_memory_without_copy(error, context, at, photo.length, 0));
    this.call((error) => c._heif_context_get_primary_image_handle(error, context, this.out));
    return this.word(this.out);
  }

  /** The ICC profile; empty where there is none. */
  private profileOf(handle: number): Uint8Array {
    const { c } = this;
    const length = c._heif_image_handle_get_raw_color_profile_size(handle);
    if (length === 0) return new Uint8Array(0);
    const at = c._malloc(length);
    this.call((error) => c._heif_image_handle_get_raw_color_profile(error, handle, at));
    return this.memory.slice(at, at + length);
  }

  private call(function_: (error: number) => void): void {
    function_(this.error);
    if (this.word(this.error) === 0) return;
    const start = this.word(this.error + 8);
    const text = this.memory.subarray(start, this.memory.indexOf(0, start));
    throw new Error(new TextDecoder().decode(text));
  }

  /** Anew each time: memory that grows is another buffer. */
  private get memory(): Uint8Array {
    return this.c.HEAPU8 as Uint8Array;
  }

  private word(at: number): number {
    return new DataView(this.memory.buffer).getUint32(at, true);
  }
}

const require = createRequire(import.meta.url);
const openLibheif = require('libheif-js/libheif-wasm/libheif.js') as (options: {
  readonly wasmBinary: Uint8Array;
  readonly printErr: (line: string) => void;
}) => MainModule;

function answerTo(order: HeicOrder): HeicAnswer {
  const wasmBinary = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const libheif = openLibheif({ wasmBinary, printErr: () => undefined });
  try {
    return new Heif(libheif).decoded(order);
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

const answer = answerTo(workerData as HeicOrder);
parentPort!.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : []);
