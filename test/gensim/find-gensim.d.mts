export const VENV: string;
export const VENV_PYTHON: string;
export const NO_GENSIM: string;
export function findGensim(): string | undefined;
