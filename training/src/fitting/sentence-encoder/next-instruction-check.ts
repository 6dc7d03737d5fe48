import type { Random } from '@seje/core';

export interface NextInstructionCheck {
  /** Instructions that another follows. */
  readonly questions: number;
  /** Random instructions of other recipes that the next one is ranked among. */
  readonly others: number;
  /** Share of the questions where the next one is nearer than all of them. */
  readonly nearest: number;
  /** Mean share of them that the next one is nearer than; a tie counts half, chance is 0.5. */
  readonly nearer: number;
  /** Mean rank of the next one, 1 to others + 1; ties share their average rank. */
  readonly meanRank: number;
}

/** Random instructions beside the true next one. */
const OTHERS = 99;
/** Questions that are asked at most. */
const MOST_QUESTIONS = 2000;

/** An instruction that another follows. */
export interface Question {
  readonly recipe: number;
}

/** The questions, and for each the questions whose next instructions stand beside its own. */
export interface AskedQuestions {
  readonly questions: readonly number[];
  readonly others: readonly (readonly number[])[];
}

/** Draws what is asked: the same for everyone who answers. Where there are too few other recipes, fewer others. */
export function askedQuestions(all: readonly Question[], random: Random): AskedQuestions {
  const questions = random.shuffled([...all.keys()]).slice(0, MOST_QUESTIONS);
  const inRecipe = new Map<number, number>();
  for (const { recipe } of all) inRecipe.set(recipe, (inRecipe.get(recipe) ?? 0) + 1);
  const fewest = all.length - Math.max(...inRecipe.values());
  const count = Math.min(OTHERS, fewest);
  const others = questions.map((question) => {
    const drawn = new Set<number>();
    while (drawn.size < count) {
      const other = random.int(all.length);
      if (all[other]!.recipe !== all[question]!.recipe) drawn.add(other);
    }
    return [...drawn];
  });
  return { questions, others };
}

/** @param similarity of question i with the instruction that follows question j */
export function nextInstructionCheck(
  { questions, others }: AskedQuestions,
  similarity: (question: number, next: number) => number,
): NextInstructionCheck {
  let nearest = 0;
  let rankSum = 0;
  let beaten = 0;
  for (const [i, question] of questions.entries()) {
    const own = similarity(question, question);
    const rivals = others[i]!.map((other) => similarity(question, other));
    const better = rivals.filter((rival) => rival > own).length;
    const ties = rivals.filter((rival) => rival === own).length;
    if (better + ties === 0) nearest++;
    rankSum += 1 + better + ties / 2;
    beaten += 1 - (better + ties / 2) / rivals.length;
  }
  return {
    questions: questions.length,
    others: others[0]?.length ?? 0,
    nearest: nearest / questions.length,
    nearer: beaten / questions.length,
    meanRank: rankSum / questions.length,
  };
}
