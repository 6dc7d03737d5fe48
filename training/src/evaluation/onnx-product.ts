import { type ExecutionProviderChoice, createOnnxSession } from '@seje/artifacts';
import type { SimilarityProduct } from '@seje/retrieval';
import { OnnxGraph } from '../export/onnx-graph.js';

/** A product that holds native memory until it is released. */
export interface OnnxProduct {
  readonly product: SimilarityProduct;
  readonly release: () => Promise<void>;
}

/**
 * a bᵀ in ONNX Runtime, which multiplies matrices on all cores (or on the GPU) wherever the project runs.
 * @throws SejeError as `createOnnxSession`
 */
export async function openOnnxProduct(options: {
  readonly provider: ExecutionProviderChoice;
  readonly threads?: number;
}): Promise<OnnxProduct> {
  const session = await createOnnxSession(productNetwork(), options);
  return {
    product: async (a, b) => {
      const { similarity } = await session.run({
        a: { dims: [a.rows, a.columns], data: a.data },
        b: { dims: [b.rows, b.columns], data: b.data },
      });
      return similarity!.data as Float32Array;
    },
    release: () => session.release(),
  };
}

/** [A, E], [B, E] -> [A, B]. Gemm transposes b as it reads it. */
function productNetwork(): Uint8Array {
  const graph = new OnnxGraph('similarity-product');
  const a = graph.input('a', 'float32', ['A', 'E']);
  const b = graph.input('b', 'float32', ['B', 'E']);
  graph.output('similarity', graph.node('Gemm', [a, b], { transB: 1 }), { dims: ['A', 'B'] });
  return graph.toBytes();
}
