import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it, vi } from 'vitest';
import { createOnnxSession, type OnnxTensor } from './onnx-session.js';

const FLOAT = 1;

function tensorType(dims: readonly (string | number)[]) {
  const dim = dims.map((size) =>
    typeof size === 'string'
      ? { value: { case: 'dimParam' as const, value: size } }
      : { value: { case: 'dimValue' as const, value: BigInt(size) } },
  );
  return { value: { case: 'tensorType' as const, value: { elemType: FLOAT, shape: { dim } } } };
}

/** y = relu(x), x [B, 2] float32. */
const reluModel: Uint8Array = toBinary(
  ModelProtoSchema,
  create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: 17n }],
    graph: {
      name: 'relu',
      node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
      input: [{ name: 'x', type: tensorType(['B', 2]) }],
      output: [{ name: 'y', type: tensorType(['B', 2]) }],
    },
  }),
);

const rows = (...data: number[]): OnnxTensor => ({
  dims: [data.length / 2, 2],
  data: Float32Array.from(data),
});

describe('createOnnxSession', () => {
  it('runs a network from bytes and from a file, with any batch', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'seje-')), 'relu.onnx');
    await writeFile(path, reluModel);
    for (const model of [reluModel, path]) {
      const session = await createOnnxSession(model, { provider: 'cpu', threads: 1 });
      expect(session).toMatchObject({ provider: 'cpu', inputNames: ['x'], outputNames: ['y'] });
      const { y } = await session.run({ x: rows(-1, 2, 3, -4) });
      expect(y).toEqual({ dims: [2, 2], data: Float32Array.of(0, 2, 3, 0) });
      expect((await session.run({ x: rows(1, -2) })).y!.dims).toEqual([1, 2]);
      await session.release();
    }
  });

  it('loads with `auto` on a machine with or without CUDA', async () => {
    const session = await createOnnxSession(reluModel, { provider: 'auto' });
    expect(['cpu', 'cuda']).toContain(session.provider);
    await session.release();
  });

  it('either loads CUDA or says that it cannot', async (context) => {
    if ((await createOnnxSession(reluModel, { provider: 'auto' })).provider === 'cuda') {
      context.skip('CUDA loads on this machine, so its failure cannot be shown');
    }
    await expect(createOnnxSession(reluModel, { provider: 'cuda' })).rejects.toThrow(
      expect.objectContaining({ code: 'EXECUTION_PROVIDER_UNAVAILABLE' }),
    );
  });

  it('names a damaged network and a missing file', async () => {
    await expect(createOnnxSession(reluModel.slice(0, 40), { provider: 'auto' })).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
    await expect(createOnnxSession('/nowhere/a.onnx', { provider: 'cpu' })).rejects.toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });

  it('says what to run where the runtime has no library for this machine', async () => {
    vi.doMock('onnxruntime-node', () => {
      throw new Error('Cannot find module onnxruntime_binding.node');
    });
    try {
      await expect(createOnnxSession(reluModel, { provider: 'cpu' })).rejects.toThrow(
        expect.objectContaining({ code: 'ADDON_NOT_BUILT', message: expect.stringContaining('npm ci') }),
      );
    } finally {
      vi.doUnmock('onnxruntime-node');
    }
  });

  it('refuses inputs of another name, type, shape or length', async () => {
    const session = await createOnnxSession(reluModel, { provider: 'cpu' });
    const wrong: Record<string, OnnxTensor>[] = [
      {},
      { z: rows(1, 2) },
      { x: rows(1, 2), z: rows(1, 2) },
      { x: { dims: [1, 2], data: Int32Array.of(1, 2) } },
      { x: { dims: [1, 3], data: Float32Array.of(1, 2, 3) } },
      { x: { dims: [2], data: Float32Array.of(1, 2) } },
      { x: { dims: [2, 2], data: Float32Array.of(1, 2) } },
    ];
    for (const inputs of wrong) {
      await expect(session.run(inputs)).rejects.toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
    }
    await session.release();
  });
});
