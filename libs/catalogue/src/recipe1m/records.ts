import { z } from 'zod';

// Other people's files: fields beyond these are allowed and not read.

const lines = z.array(z.object({ text: z.string() }));

export const layer1Schema = z.object({
  id: z.string().min(1),
  title: z.string(),
  partition: z.string(),
  url: z.string().optional(),
  ingredients: lines,
  instructions: lines,
});
export type Layer1Record = z.infer<typeof layer1Schema>;

/** A photo's first four characters name its folders, so they can hold no separator. */
export const layer2Schema = z.object({
  id: z.string(),
  images: z.array(z.object({ id: z.string().regex(/^[\w-][\w.-]{3,}$/), url: z.string().optional() })),
});
export type Layer2Record = z.infer<typeof layer2Schema>;

export const detIngrsSchema = z.object({ id: z.string(), valid: z.array(z.boolean()), ingredients: lines });
export type DetIngrsRecord = z.infer<typeof detIngrsSchema>;
