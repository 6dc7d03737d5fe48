import { z } from 'zod';

/** What pulls a recipe and its photo together and others apart; see retrieval-loss.ts. */
export const RETRIEVAL_LOSSES = ['soft-margin', 'hinge', 'adaptive', 'cosine-embedding'] as const;

/** L = L_retrieval + lambda1 L_CA + lambda2 L_DA. The defaults are L_TRI with instance negatives alone. */
export const lossSettingsSchema = z
  .strictObject({
    /** `soft-margin` (SEJE), `hinge` (ACME, MSJE), `adaptive` (AdaMine), `cosine-embedding` (JESR). */
    retrieval: z.enum(RETRIEVAL_LOSSES).default('soft-margin'),
    /** Soft margin's sharpness gamma in softplus(gamma (d_ap - d_an + m)). */
    gamma: z.number().positive().default(16),
    /** Margin m, in distance; of `cosine-embedding` the cosine below which a mismatched pair costs nothing. */
    margin: z.number().default(0),
    /** Negatives of `soft-margin` and `hinge`: the nearest other recipe, or also the nearest of another category. */
    negatives: z.enum(['instance', 'double']).default('instance'),
    /** Of `double`: weight of the class term beside the instance term. */
    classWeight: z.number().positive().default(1),
    /** Of `double`: whether an item of the category `background` may be a class negative. */
    backgroundNegatives: z.boolean().default(false),
    /** Of `adaptive`: weight of the semantic triplets beside the instance triplets (AdaMine's lambda). */
    semanticWeight: z.number().nonnegative().default(0.3),
    /** Of `cosine-embedding`: mismatched recipes drawn for each photo; 4 is im2recipe's share of 0.8. */
    mismatches: z.int().positive().default(4),
    /** L_CA, category alignment by one classifier on both embeddings. */
    category: z
      .strictObject({
        /** lambda1, 0.005 in the paper; 0: no classifier. */
        weight: z.number().nonnegative().default(0),
        /** Whether pairs of the category `background` are classified as such, or left out. */
        background: z.enum(['classified', 'left-out']).default('classified'),
      })
      .prefault({}),
    /** L_DA, alignment of the modalities by a discriminator that learns to tell them apart. */
    discriminator: z
      .strictObject({
        /** lambda2, 0.005 in the paper; 0: no discriminator. */
        weight: z.number().nonnegative().default(0),
        /** Wasserstein, or the released code's logarithms (of a sigmoid, so that they are defined). */
        form: z.enum(['wasserstein', 'log']).default('wasserstein'),
        /** Weight of the gradient penalty in what the discriminator minimises. */
        gradientPenalty: z.number().nonnegative().default(10),
        /** Widths of its two hidden layers. */
        hidden: z.tuple([z.int().positive(), z.int().positive()]).default([512, 256]),
        /** Step size of the discriminator's own Adam, the same all through a run. */
        learningRate: z.number().positive().default(1e-4),
        beta1: z.number().min(0).max(1).default(0.5),
        beta2: z.number().min(0).max(1).default(0.999),
      })
      .prefault({}),
  })
  .refine(({ retrieval, negatives }) => negatives === 'instance' || isTriplet(retrieval), {
    path: ['negatives'],
    error: '`double` belongs to the losses `soft-margin` and `hinge`',
  })
  .prefault({});

export type LossSettings = z.infer<typeof lossSettingsSchema>;

function isTriplet(retrieval: (typeof RETRIEVAL_LOSSES)[number]): boolean {
  return retrieval === 'soft-margin' || retrieval === 'hinge';
}

/** Whether the settings ask for the categories of a batch. */
export function usesCategories({ retrieval, negatives, category }: LossSettings): boolean {
  return negatives === 'double' || category.weight > 0 || retrieval === 'adaptive';
}
