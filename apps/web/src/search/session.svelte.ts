import {
  type ImageResult,
  type RecipeResult,
  type RecipeWords,
  photoAt,
  photosFor,
  recipesFor,
} from '../api/client.js';
import { type Trouble, TroubleError } from '../api/trouble.js';

/** What is searched with. A photo is a file of one's own, or the address of one in the catalogue. */
export type Query =
  | { readonly kind: 'photo'; readonly photo: Blob | string; readonly name: string }
  | { readonly kind: 'recipe'; readonly recipe: RecipeWords };

export type Answer =
  | { readonly kind: 'recipes'; readonly results: readonly RecipeResult[]; readonly generation: string }
  | { readonly kind: 'photos'; readonly results: readonly ImageResult[]; readonly generation: string };

/** One search that was answered. */
export interface Step {
  readonly query: Query;
  readonly answer: Answer;
}

/** Results asked for. */
const LIMIT = 12;
/** Steps that can be gone back to. */
const TRAIL_LENGTH = 8;
/** Times a search is repeated by itself while the service is not ready. */
const RETRIES = 40;

/** The searches of one visit: the one that is shown, and the way that led there. */
export class Session {
  query = $state.raw<Query>();
  answer = $state.raw<Answer>();
  trouble = $state.raw<Trouble>();
  loading = $state(false);
  /** True while a search waits to be repeated because the service was not ready. */
  retrying = $state(false);
  trail = $state.raw<readonly Step[]>([]);

  private running = new AbortController();
  private retriesLeft = RETRIES;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  async search(query: Query): Promise<void> {
    this.retriesLeft = RETRIES;
    this.trouble = undefined;
    await this.run(query);
  }

  /** The same search again; its trouble stays in sight until there is an answer. */
  async again(): Promise<void> {
    if (this.query !== undefined) await this.run(this.query);
  }

  /** Shows an earlier step as it was. */
  show(step: Step): void {
    this.stop();
    this.query = step.query;
    this.answer = step.answer;
    this.trouble = undefined;
  }

  private async run(query: Query): Promise<void> {
    this.stop();
    const { signal } = this.running;
    this.query = query;
    this.loading = true;
    try {
      const answer = await answerTo(query, signal);
      if (signal.aborted) return;
      this.answer = answer;
      this.trouble = undefined;
      this.trail = [...this.trail, { query, answer }].slice(-TRAIL_LENGTH);
    } catch (error) {
      if (signal.aborted) return;
      this.answer = undefined;
      this.fail(error);
    }
    this.loading = false;
  }

  private fail(error: unknown): void {
    if (!(error instanceof TroubleError)) throw error;
    this.trouble = error.trouble;
    const seconds = error.trouble.retryAfterSeconds;
    this.retrying = seconds !== undefined && this.retriesLeft-- > 0;
    if (seconds === undefined || !this.retrying) return;
    this.retryTimer = setTimeout(() => void this.again(), seconds * 1000);
  }

  private stop(): void {
    clearTimeout(this.retryTimer);
    this.running.abort();
    this.running = new AbortController();
    this.loading = false;
    this.retrying = false;
  }
}

async function answerTo(query: Query, signal: AbortSignal): Promise<Answer> {
  const options = { limit: LIMIT, signal };
  if (query.kind === 'recipe') return { kind: 'photos', ...(await photosFor(query.recipe, options)) };
  const photo = typeof query.photo === 'string' ? await photoAt(query.photo, signal) : query.photo;
  return { kind: 'recipes', ...(await recipesFor(photo, options)) };
}
