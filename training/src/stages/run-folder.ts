import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, canonicalJson, parseJson, sha256, writeFileDurably } from '@seje/core';
import { z } from 'zod';

const stampSchema = z.strictObject({ stage: z.string(), inputs: z.string(), result: z.unknown() });

/** Where one run keeps what it makes. */
export class RunFolder {
  /** Fitted text state: text.json, vocab.bin. */
  readonly text: string;
  readonly features: string;
  /** Pooled photo features by content, shared by every stage and by the service. */
  readonly photoFeatures: string;
  readonly training: string;
  readonly bundle: string;
  readonly generations: string;
  readonly evaluation: string;

  constructor(readonly path: string) {
    this.text = this.in('text');
    this.features = this.in('features');
    this.photoFeatures = this.in('photo-features');
    this.training = this.in('training');
    this.bundle = this.in('bundle');
    this.generations = this.in('generations');
    this.evaluation = this.in('evaluation.json');
  }

  in(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /**
   * Runs a stage unless it has already run in this folder with the same inputs. Its result, plain JSON,
   * is kept in `stages/<name>.json` together with the hash of the inputs.
   * @param from plain JSON that decides the result; `anew`: run it in any case
   */
  async stage<T>(
    name: string,
    from: { readonly inputs: Readonly<Record<string, unknown>>; readonly anew?: boolean },
    work: () => Promise<T>,
  ): Promise<{ result: T; reused: boolean }> {
    const hash = sha256(canonicalJson(from.inputs));
    const stamp = from.anew === true ? undefined : await this.stamp(name);
    if (stamp?.inputs === hash) return { result: stamp.result as T, reused: true };
    await mkdir(this.path, { recursive: true });
    const result = await work();
    await writeFileDurably(
      this.stampPath(name),
      JSON.stringify({ stage: name, inputs: hash, result }, null, 2),
    );
    return { result, reused: false };
  }

  /** The result of a stage that must have run before. @throws SejeError FILE_NOT_FOUND naming the command to run */
  async resultOf<T>(name: string, command: string): Promise<T> {
    const stamp = await this.stamp(name);
    if (stamp === undefined) {
      throw new SejeError('FILE_NOT_FOUND', {
        message: `${this.path} has no result of the stage "${name}"`,
        expected: this.stampPath(name),
        remedy: `Run "seje ${command}" on this folder first.`,
      });
    }
    return stamp.result as T;
  }

  private stampPath(name: string): string {
    return this.in('stages', `${name}.json`);
  }

  private async stamp(name: string): Promise<z.infer<typeof stampSchema> | undefined> {
    const path = this.stampPath(name);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined
      ? undefined
      : parseJson(stampSchema, text, { where: path, remedy: 'Delete that file: the stage will run again.' });
  }
}
