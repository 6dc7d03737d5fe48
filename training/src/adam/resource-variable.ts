import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** tfjs-node's backend, as far as operations of TensorFlow that TensorFlow.js does not know need it. */
export interface ResourceBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_STRING' | 'TF_ATTR_SHAPE' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  >;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tensorflow.Tensor[],
    outputs: number,
  ): tensorflow.Tensor[];
}

export function resourceBackend(tf: Tf): ResourceBackend {
  return tf.backend() as unknown as ResourceBackend;
}

/** TensorFlow's name for a variable without one: it lives as long as its handle does. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/**
 * A variable of TensorFlow's own (`VarHandleOp`), float32, which its optimisers write to in place; TensorFlow.js'
 * variables are tensors that are replaced. Native engines only.
 */
export class ResourceVariable {
  /** What operations take for the variable. */
  readonly handle: tensorflow.Tensor;
  private readonly dtype: Attribute;

  constructor(
    private readonly tf: Tf,
    value: tensorflow.Tensor,
  ) {
    const { binding } = resourceBackend(tf);
    this.dtype = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
    const attributes = [
      this.dtype,
      { name: 'shape', type: binding.TF_ATTR_SHAPE, value: value.shape },
      { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
      { name: 'shared_name', type: binding.TF_ATTR_STRING, value: ANONYMOUS },
    ];
    this.handle = tf.keep(this.run('VarHandleOp', attributes, { inputs: [], outputs: 1 })[0]!);
    this.assign(value);
  }

  /** Takes the tensor's memory as its own; who writes first copies it. */
  assign(value: tensorflow.Tensor): void {
    this.run('AssignVariableOp', [this.dtype], { inputs: [this.handle, value], outputs: 0 });
  }

  /** The value, in memory that the next write does not touch. */
  read(): tensorflow.Tensor {
    return this.run('ReadVariableOp', [this.dtype], { inputs: [this.handle], outputs: 1 })[0]!;
  }

  dispose(): void {
    this.handle.dispose();
  }

  private run(
    name: string,
    attributes: readonly Attribute[],
    { inputs, outputs }: { readonly inputs: readonly tensorflow.Tensor[]; readonly outputs: number },
  ): tensorflow.Tensor[] {
    return resourceBackend(this.tf).executeMultipleOutputs(name, attributes, inputs, outputs);
  }
}
