export const TRAINING_ONLY: readonly string[];
