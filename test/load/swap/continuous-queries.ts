import { DISHES, photoOf } from '../../api/kitchen.js';
import type { Answer } from './answers.js';

/** A search by its name, ready to be asked of a service at some URL. */
export interface NamedQuery {
  readonly name: string;
  ask(url: string): Promise<Answer>;
}

/** As the service answers; `searchRecipes` and `searchImages` share this much. */
interface AnswerBody {
  readonly generation: string;
  readonly results: readonly { readonly recipe: { readonly id: string }; readonly score: number }[];
}

/** A search for the photo of each dish and one for its recipe. */
export async function kitchenQueries(): Promise<NamedQuery[]> {
  const queries = DISHES.map(async (dish): Promise<NamedQuery[]> => {
    const photo = new Uint8Array(await photoOf(dish).jpeg().toBuffer());
    const form = (): FormData => {
      const form = new FormData();
      form.append('image', new Blob([photo]), 'dish.jpg');
      return form;
    };
    const { title, ingredients } = dish;
    const body = JSON.stringify({ title, ingredients });
    const headers = { 'content-type': 'application/json' };
    return [
      named(`photo of ${dish.id}`, '/v1/search/recipes', () => ({ body: form() })),
      named(`recipe of ${dish.id}`, '/v1/search/images', () => ({ headers, body })),
    ];
  });
  return (await Promise.all(queries)).flat();
}

function named(name: string, path: string, request: () => RequestInit): NamedQuery {
  const ask = async (url: string): Promise<Answer> => {
    try {
      const response = await fetch(`${url}${path}`, { method: 'POST', ...request() });
      if (!response.ok) return { query: name, status: response.status };
      const { generation, results } = (await response.json()) as AnswerBody;
      return {
        query: name,
        status: response.status,
        found: { generation, results: results.map(({ recipe, score }) => [recipe.id, score]) },
      };
    } catch {
      return { query: name, status: 0 };
    }
  };
  return { name, ask };
}

/** Clients that ask one query after the other without a pause, until they are told to stop. */
export class ContinuousQueries {
  readonly clients: Answer[][];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[];

  constructor(url: string, { queries, clients }: { queries: readonly NamedQuery[]; clients: number }) {
    this.clients = Array.from({ length: clients }, () => []);
    this.running = this.clients.map((answers, i) => this.run(answers, { url, queries, from: i }));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async run(
    answers: Answer[],
    { url, queries, from }: { url: string; queries: readonly NamedQuery[]; from: number },
  ): Promise<void> {
    for (let i = from; !this.stopping.signal.aborted; i++) {
      answers.push(await queries[i % queries.length]!.ask(url));
    }
  }
}
