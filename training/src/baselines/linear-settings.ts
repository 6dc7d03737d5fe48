import { z } from 'zod';

/** lambda values tried, relative to a gram matrix with 1 on its diagonal. */
export const RIDGE_LAMBDAS: readonly number[] = [0.03, 0.1, 0.3, 1, 3, 10];

const fields = {
  /**
   * Whether the mean of a recipe's f_sent stands beside its f_term, as instructions do for the trained recipe
   * encoder; off, recipes are their f_term alone.
   */
  sentences: z.boolean().default(false),
  /** Regularisation strengths, of which the validation pairs choose one; columns have variance 1. */
  lambdas: z
    .array(z.number().positive())
    .min(1)
    .default([...RIDGE_LAMBDAS]),
};

/** A linear model in closed form in place of the networks: which, and its settings. */
export const linearSettingsSchema = z.discriminatedUnion('name', [
  /** Photos are mapped into the space of standardised recipe features by ridge regression. */
  z.strictObject({ name: z.literal('ridge'), ...fields }),
  /** Both sides are projected on their canonical directions. */
  z.strictObject({
    name: z.literal('cca'),
    ...fields,
    /**
     * Directions are scaled by their correlation to one of these powers, which the validation pairs choose:
     * 0 is plain CCA, 4 is what Gong et al. (2014) take.
     */
    powers: z.array(z.number().nonnegative()).min(1).default([0, 1, 2, 4]),
  }),
]);

export type LinearSettings = z.infer<typeof linearSettingsSchema>;
export type LinearMethodName = LinearSettings['name'];
