import type { PythonEnvironment } from './environments.mjs';

/**
 * A Python that has all modules: the one that the environment's variable names, else the one installed here, else
 * python3; undefined where none has.
 */
export function findPython(environment: PythonEnvironment, modules?: readonly string[]): string | undefined;
/** Why there is none, and what to do. */
export function noPython(environment: PythonEnvironment): string;
