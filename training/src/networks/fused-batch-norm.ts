import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { MapNorm, Maps } from './composed-map-norm.js';

/** tfjs-node's backend, as far as an op of TensorFlow that TensorFlow.js does not know needs it. */
interface OpBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  >;
  executeMultipleOutputs(
    name: string,
    attributes: readonly { name: string; type: number; value: unknown }[],
    inputs: readonly tensorflow.Tensor[],
    outputs: number,
  ): tensorflow.Tensor[];
}

/** Of `FusedBatchNormV3`: y, mean, variance, and three that its gradient wants back. */
const OUTPUTS = 6;
/** Of `FusedBatchNormGradV3`: of x, gamma and beta, and two that are empty. */
const GRADIENT_OUTPUTS = 5;

/** True where the engine has TensorFlow's fused ops. */
export function hasFusedBatchNorm(tf: Tf): boolean {
  return tf.getBackend() === 'tensorflow';
}

/**
 * `mapNorm` as one op of TensorFlow each way, `FusedBatchNormV3` and `FusedBatchNormGradV3`, which TensorFlow.js
 * does not offer: about twice as fast as composed ops, and it keeps x alone for the gradient. Native engine only.
 * The gradient has no gradient of its own.
 */
export function fusedBatchNorm(tf: Tf, x: Maps, norm: MapNorm): Maps {
  const backend = tf.backend() as unknown as OpBackend;
  const { gamma, beta, mean, variance, onStatistics } = norm;
  const training = norm.mode === 'train';
  const attributes = attributesOf(backend, { epsilon: norm.epsilon, training });
  const run = tf.customGrad((...given: (tensorflow.Tensor | tensorflow.GradSaveFunc)[]) => {
    const [maps, scale, offset, save] = given as [
      Maps,
      tensorflow.Tensor,
      tensorflow.Tensor,
      tensorflow.GradSaveFunc,
    ];
    // In training the op wants no statistics: it takes the batch's.
    const kept = training ? [tf.zeros([0]), tf.zeros([0])] : [mean, variance];
    const inputs = [maps, scale, offset, ...kept];
    const [y, batchMean, batchVariance, ...reserved] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes,
      inputs,
      OUTPUTS,
    ) as [tensorflow.Tensor, tensorflow.Tensor1D, tensorflow.Tensor1D, ...tensorflow.Tensor[]];
    if (training) onStatistics?.(batchMean, batchVariance);
    save([maps, scale, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: tensorflow.Tensor, saved: tensorflow.Tensor[]) =>
        backend
          .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], GRADIENT_OUTPUTS)
          .slice(0, 3),
    };
  });
  return run(x, gamma, beta) as Maps;
}

function attributesOf(
  { binding }: OpBackend,
  { epsilon, training }: { readonly epsilon: number; readonly training: boolean },
): { name: string; type: number; value: unknown }[] {
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: training },
  ];
}
