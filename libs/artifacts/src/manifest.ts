import { z } from 'zod';

export const BUNDLE_FORMAT = 1;
export const MANIFEST_FILE = 'manifest.json';

/** File names inside a bundle; every one of them is listed with its checksum in the manifest. */
export const BUNDLE_FILES = {
  recipeEncoder: 'recipe-encoder.onnx',
  imageEncoder: 'image-encoder.onnx',
  imageTrunk: 'image-trunk.onnx',
  termVectors: 'vocab.bin',
  text: 'text.json',
} as const;
export type BundleFileName = (typeof BUNDLE_FILES)[keyof typeof BUNDLE_FILES];

/**
 * Files that only some bundles have, listed in the same way: the text encoder of the term rater `bert`, recipe
 * categories, the ingredient tagger, the sentence encoder `lstm`, and the categoriser of photos with the vectors of its labels and, where it has one, its own trunk;
 * what a smaller variant of a bundle lost against it.
 */
export const OPTIONAL_BUNDLE_FILES = {
  textEncoder: 'text-encoder.onnx',
  tokenizer: 'tokenizer.json',
  categories: 'categories.json',
  ingredientTagger: 'ingredient-tagger.onnx',
  sentenceEncoder: 'sentence-encoder.onnx',
  taggerVocabulary: 'ingredient-tagger.json',
  categoriser: 'categoriser.onnx',
  categoriserState: 'categoriser.json',
  labelVectors: 'label-vectors.bin',
  categoriserTrunk: 'categoriser-trunk.onnx',
  quantization: 'quantization.json',
} as const;
export type OptionalBundleFileName = (typeof OPTIONAL_BUNDLE_FILES)[keyof typeof OPTIONAL_BUNDLE_FILES];

const direction = z.strictObject({
  medianRank: z.number(),
  recallAt1: z.number(),
  recallAt5: z.number(),
  recallAt10: z.number(),
});

/** How a decoded photo becomes the trunk's input; the order of steps is fixed, see `photo-tensor.ts`. */
export const imagePreprocessingSchema = z.strictObject({
  /** Shorter side after resizing, pixels. */
  resize: z.int().positive(),
  /** Side of the centre crop, pixels. */
  crop: z.int().positive(),
  kernel: z.enum(['linear', 'cubic', 'mitchell', 'lanczos3']),
  channelOrder: z.enum(['rgb', 'bgr']),
  /** Network input = (level - mean) / std, level 0..255, in `channelOrder`. */
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  layout: z.enum(['nchw', 'nhwc']),
});
export type ImagePreprocessing = z.infer<typeof imagePreprocessingSchema>;

const trunkFields = {
  backbone: z.string(),
  /** The trunk's input and pooled output, by name. */
  input: z.string(),
  output: z.string(),
  /** Hash of the trunk and of all that decides its features: equal fingerprints, equal features. */
  fingerprint: z.string(),
  /** Width of the trunk's pooled feature. */
  featureDimension: z.int().positive(),
  preprocessing: imagePreprocessingSchema,
};

/** A frozen image network, up to its pooled feature; its file lies elsewhere. */
export const trunkSchema = z.strictObject(trunkFields);
export type TrunkDescription = z.infer<typeof trunkSchema>;

/** How the weights of a smaller variant of a bundle are stored; they are float32 otherwise. */
export const QUANTIZED_PRECISIONS = ['float16', 'int8'] as const;
export type QuantizedPrecision = (typeof QUANTIZED_PRECISIONS)[number];

const encoderParity = z.strictObject({
  /** Largest difference of one number of a unit vector. */
  maxDifference: z.number(),
  /** Smallest cosine between the two embeddings of one item. */
  minCosine: z.number(),
});

/** What a variant differs by from the float32 bundle that it was made of, over the pairs it was measured on. */
export const quantizationSchema = z.strictObject({
  precision: z.enum(QUANTIZED_PRECISIONS),
  /** Fingerprint of that bundle. */
  source: z.string().regex(/^[0-9a-f]{64}$/),
  /** From text and photo to embedding. */
  parity: z.strictObject({ recipe: encoderParity, image: encoderParity }),
  /** Points (hundredths) of R@10 lost, in the direction that loses more; below 0: gained. */
  recallLoss: z.number(),
  /** Points that it was allowed to lose. */
  maxRecallLoss: z.number().nonnegative(),
});

/** What the bundle is and how to check that it is whole. Written once by training, verified at every opening. */
export const manifestSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  createdAt: z.iso.datetime(),
  experiment: z.strictObject({
    name: z.string(),
    sha256: z.string(),
    settings: z.record(z.string(), z.unknown()),
  }),
  dataFingerprint: z.string(),
  /** Joint width E. */
  dimension: z.int().positive(),
  distance: z.literal('cosine'),
  text: z.strictObject({
    /** Width of a term vector, and so of f_term. */
    termDimension: z.int().positive(),
    /** Width of one sentence feature. */
    sentenceDimension: z.int().positive(),
    maxIngredients: z.int().positive(),
    maxSentences: z.int().positive(),
  }),
  image: z.strictObject({
    ...trunkFields,
    /** Present where the image encoder takes f_cat beside the pooled feature. */
    category: z
      .strictObject({
        /** Dc, width of f_cat. */
        dimension: z.int().positive(),
        /** How many labels the categoriser knows. */
        labels: z.int().positive(),
        /** The categoriser's own trunk; absent where it reads the features of the image encoder's. */
        trunk: trunkSchema.optional(),
      })
      .optional(),
  }),
  /** By plain file name; holds every name in `BUNDLE_FILES`, any in `OPTIONAL_BUNDLE_FILES`. */
  files: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() }),
  ),
  /** Largest |trained - exported| seen in the parity check of each encoder; a variant's is of the float32 bundle. */
  parity: z.strictObject({ recipe: z.number(), image: z.number(), samples: z.int() }),
  evaluation: z
    .strictObject({
      partition: z.string(),
      bagSize: z.int(),
      imageToRecipe: direction,
      recipeToImage: direction,
    })
    .optional(),
  /** Present in a variant with smaller weights; `quantization.json` has the whole report. */
  quantization: quantizationSchema.optional(),
  /** SHA-256 of the canonical JSON of every other field: a changed constant is noticed, not served. */
  contentSha256: z.string().length(64),
});
export type Manifest = z.infer<typeof manifestSchema>;
