import type { NamedWeight } from '../../training/src/networks/named-weights.js';

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** `size` numbers in [0, 1): the 32-bit hash of the place (MurmurHash3's finaliser), seeded by the name (FNV-1a). */
export function shares(name: string, size: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const numbers = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let x = (Math.imul(i, 0x9e3779b9) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    numbers[i] = ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  }
  return numbers;
}

/** The weight that generate.py gives this name and shape, bit for bit. */
export function formulaWeight(name: string, shape: readonly number[]): NamedWeight {
  const u = shares(name, sizeOf(shape));
  const data = new Float32Array(u.length);
  if (shape.length === 4) {
    const limit = Math.sqrt(6 / sizeOf(shape.slice(1))); // He et al. 2015, uniform
    for (let i = 0; i < u.length; i++) data[i] = (2 * u[i]! - 1) * limit;
  } else if (/(running_mean|bias)$/.test(name)) {
    for (let i = 0; i < u.length; i++) data[i] = 0.2 * (2 * u[i]! - 1);
  } else {
    for (let i = 0; i < u.length; i++) data[i] = 0.5 + u[i]!; // scale and variance of batch norm
  }
  return { shape, data };
}
