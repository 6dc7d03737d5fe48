/** A Python environment that comparisons run in. */
export interface PythonEnvironment {
  /** Names `test/<name>/install.mjs`, which makes it. */
  readonly name: string;
  readonly folder: string;
  /** Environment variable that names another Python in its place. */
  readonly variable: string;
  /** What it is asked to import before it is used. */
  readonly modules: readonly string[];
  /** From PyPI, with their versions. */
  readonly packages: readonly string[];
  /** Further options of `pip install`. */
  readonly pip: readonly string[];
}

export const GENSIM: PythonEnvironment;
export const PYTORCH: PythonEnvironment;
export const SCHEMATHESIS: PythonEnvironment;
/** The environment's own Python, there once it is installed. */
export function pythonOf(environment: PythonEnvironment): string;
