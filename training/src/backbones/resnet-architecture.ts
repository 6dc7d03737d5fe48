/** A residual network of bottleneck blocks (He et al. 2015), up to its pooled feature. */
export interface ResNetArchitecture {
  /** Blocks of each stage; each stage after the first halves the side. */
  readonly blocks: readonly number[];
  /** Channels after the first convolution. */
  readonly stemWidth: number;
  /** Channels inside the blocks of the first stage; each stage doubles them. */
  readonly innerWidth: number;
  /** Channels after the blocks of the first stage; each stage doubles them. */
  readonly outerWidth: number;
}

/** What published weights of one architecture differ in. */
export interface ResNetVariant {
  /**
   * The convolution of a block that halves the side: the 3x3 one in torchvision and timm (v1.5), the first 1x1
   * one in the paper and in Keras.
   */
  readonly strideOn: '3x3' | '1x1';
  /** Whether convolutions have a bias of their own before batch norm: in Keras, not in torchvision and timm. */
  readonly convolutionBias: boolean;
  /** Batch norm: epsilon under the root. */
  readonly normEpsilon: number;
}

/** The networks that safetensors weights can be given of. `wide_`: Zagoruyko & Komodakis 2016. */
export const RESNET_ARCHITECTURES = {
  resnet50: { blocks: [3, 4, 6, 3], stemWidth: 64, innerWidth: 64, outerWidth: 256 },
  wide_resnet50_2: { blocks: [3, 4, 6, 3], stemWidth: 64, innerWidth: 128, outerWidth: 256 },
} as const satisfies Readonly<Record<string, ResNetArchitecture>>;

/** A convolution and the batch norm after it, by torchvision's and timm's names of their weights. */
export interface ResNetConvolution {
  readonly name: string;
  readonly norm: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Side of the kernel, pixels. */
  readonly kernel: number;
  readonly stride: number;
}

export interface ResNetBlock {
  /** 1x1, 3x3, 1x1. */
  readonly convolutions: readonly [ResNetConvolution, ResNetConvolution, ResNetConvolution];
  /** What brings the block's input to its output's shape, where that is another. */
  readonly shortcut?: ResNetConvolution;
}

export interface ResNetLayers {
  readonly stem: ResNetConvolution;
  readonly blocks: readonly ResNetBlock[];
  /** F, width of the pooled feature. */
  readonly featureDimension: number;
}

/** Photos are RGB. */
const CHANNELS = 3;
const STEM = { kernel: 7, stride: 2 } as const;

/** Spells an architecture out, layer by layer, in the order of execution. */
export function resNetLayers(
  architecture: ResNetArchitecture,
  { strideOn }: Pick<ResNetVariant, 'strideOn'>,
): ResNetLayers {
  const { stemWidth, innerWidth, outerWidth } = architecture;
  const blocks: ResNetBlock[] = [];
  let inputs = stemWidth;
  for (const [stage, count] of architecture.blocks.entries()) {
    const inner = innerWidth * 2 ** stage;
    const outputs = outerWidth * 2 ** stage;
    for (let i = 0; i < count; i++) {
      const name = `layer${stage + 1}.${i}`;
      const stride = i === 0 && stage > 0 ? 2 : 1;
      blocks.push(bottleneck(name, { inputs, inner, outputs, stride, strideOn }));
      inputs = outputs;
    }
  }
  const stem = { name: 'conv1', norm: 'bn1', inputs: CHANNELS, outputs: stemWidth, ...STEM };
  return { stem, blocks, featureDimension: inputs };
}

interface Bottleneck extends Pick<ResNetVariant, 'strideOn'> {
  readonly inputs: number;
  readonly inner: number;
  readonly outputs: number;
  readonly stride: number;
}

function bottleneck(name: string, { inputs, inner, outputs, stride, strideOn }: Bottleneck): ResNetBlock {
  const layer = (number: number, shape: Omit<ResNetConvolution, 'name' | 'norm'>): ResNetConvolution => ({
    name: `${name}.conv${number}`,
    norm: `${name}.bn${number}`,
    ...shape,
  });
  const strideAt = (kernel: '3x3' | '1x1'): number => (strideOn === kernel ? stride : 1);
  const shortcut = {
    name: `${name}.downsample.0`,
    norm: `${name}.downsample.1`,
    inputs,
    outputs,
    kernel: 1,
    stride,
  };
  return {
    convolutions: [
      layer(1, { inputs, outputs: inner, kernel: 1, stride: strideAt('1x1') }),
      layer(2, { inputs: inner, outputs: inner, kernel: 3, stride: strideAt('3x3') }),
      layer(3, { inputs: inner, outputs, kernel: 1, stride: 1 }),
    ],
    ...((stride > 1 || inputs !== outputs) && { shortcut }),
  };
}

/** All convolutions, the stem first. */
export function convolutionsOf({ stem, blocks }: ResNetLayers): ResNetConvolution[] {
  return [
    stem,
    ...blocks.flatMap(({ convolutions, shortcut }) => [
      ...convolutions,
      ...(shortcut === undefined ? [] : [shortcut]),
    ]),
  ];
}
