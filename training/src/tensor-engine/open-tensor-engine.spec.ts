import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTensorEngine } from './open-tensor-engine.js';

describe('openTensorEngine', () => {
  let empty: string;
  let broken: string;
  beforeAll(async () => {
    empty = await mkdtemp(join(tmpdir(), 'seje-native-'));
    broken = await mkdtemp(join(tmpdir(), 'seje-native-'));
    const ready = { kind: 'cpu', addon: '@tensorflow/tfjs-node', tfjs: '4.22.0', tensorflow: '2.21.0' };
    await writeFile(join(broken, 'ready.json'), JSON.stringify(ready));
  });
  afterAll(async () => {
    await rm(empty, { recursive: true });
    await rm(broken, { recursive: true });
  });

  it('says what to run where native is asked for and missing', async () => {
    const open = openTensorEngine('native', { nativeDirectory: empty });
    await expect(open).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await expect(open).rejects.toThrow(/not installed.*npm run native:install/);
  });

  it('says what to run where native-gpu is asked for and missing', async () => {
    const open = openTensorEngine('native-gpu', { gpuDirectory: empty });
    await expect(open).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await expect(open).rejects.toThrow(/native-gpu engine is not installed.*native:install -- gpu/);
  });

  it('does not fall back where native is installed and broken', async () => {
    for (const choice of ['native', 'auto'] as const) {
      const open = openTensorEngine(choice, { nativeDirectory: broken });
      await expect(open).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
      await expect(open).rejects.toThrow(/does not load.*Delete that folder/);
    }
  });

  it('takes wasm by itself where native is missing, and keeps to one engine a process', async () => {
    const engine = await openTensorEngine('auto', { nativeDirectory: empty });
    expect(engine.name).toBe('wasm');
    expect(await openTensorEngine('wasm')).toBe(engine);
    await expect(openTensorEngine('native')).rejects.toThrow(/One process can use one engine/);
  });

  it('has the gradients of matMul, transposed or not, of the definition', async () => {
    const { tf } = await openTensorEngine('wasm');
    // d sum(op(A) op(B) ∘ G): numbers chosen so that every product is exact in float32
    const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const b = tf.tensor2d([1, 0, 2, -1, 3, 1], [3, 2]);
    const g = tf.tensor2d([1, 2, -1, 1], [2, 2]);
    const plain = tf.grads((x, y) => tf.sum(tf.mul(tf.matMul(x, y), g)))([a, b]);
    const flipped = tf.grads((x, y) => tf.sum(tf.mul(tf.matMul(x, y, true, true), g)))([
      tf.transpose(a),
      tf.transpose(b),
    ]);
    expect([...plain[0]!.dataSync()]).toEqual([1, 0, 5, -1, -3, -2]);
    expect([...plain[1]!.dataSync()]).toEqual([-3, 6, -3, 9, -3, 12]);
    expect([...tf.transpose(flipped[0]!).dataSync()]).toEqual([...plain[0]!.dataSync()]);
    expect([...tf.transpose(flipped[1]!).dataSync()]).toEqual([...plain[1]!.dataSync()]);
  });
});
