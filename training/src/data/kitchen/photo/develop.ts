import { Random } from '@seje/core';
import type { Frame } from './compositor.js';
import type { Camera, Light } from './scene.js';

const NOISE_LENGTH = 1 << 18;

/** Standard normal noise, drawn once; photos read it from different places. */
export function noiseTable(): Float32Array {
  const random = Random.fromSeed(1);
  return Float32Array.from({ length: NOISE_LENGTH }, () => random.normal());
}

/** Light, colour of the light, darker corners and sensor noise, over a painted frame, in place. */
export function develop(
  frame: Frame,
  { light, camera }: { light: Light; camera: Camera },
  noise: Float32Array,
): void {
  const { side, pixels } = frame;
  const slopeX = (Math.cos(light.angle) * light.contrast) / side;
  const slopeY = (Math.sin(light.angle) * light.contrast) / side;
  const [red, green, blue] = light.gains;
  const falloff = (2 * light.vignette) / (side * side);
  let grain = Math.floor(camera.grain * NOISE_LENGTH);
  let p = 0;
  for (let y = 0; y < side; y++) {
    const dy = y - side / 2;
    for (let x = 0; x < side; x++) {
      const dx = x - side / 2;
      const gain = 1 + slopeX * dx + slopeY * dy - falloff * (dx * dx + dy * dy);
      const speck = noise[grain]! * camera.noise;
      grain = (grain + 1) & (NOISE_LENGTH - 1);
      pixels[p] = pixels[p]! * gain * red + speck;
      pixels[p + 1] = pixels[p + 1]! * gain * green + speck;
      pixels[p + 2] = pixels[p + 2]! * gain * blue + speck * 1.2;
      p += 3;
    }
  }
}
