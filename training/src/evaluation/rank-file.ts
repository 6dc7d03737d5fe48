import { SejeError, fsyncDirectory, messageOf } from '@seje/core';
import type { RankedBag } from '@seje/retrieval';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HashedFileWriter } from '../data/hashed-file-writer.js';
import type { EvaluatedPair } from './embedded-pairs.js';

/** One line of the file: a pair in one bag, and how its two sides found each other. */
export interface RankLine {
  readonly bagSize: number;
  /** Number of the bag among those of its size, from 0. */
  readonly bag: number;
  readonly recipe: string;
  readonly photo: string;
  /** Rank of the recipe for the photo, 1-based; x.5 where others tie with it. */
  readonly imageToRecipe: number;
  readonly recipeToImage: number;
}

/** Writes the ranks of every query as JSON lines, beside the file's final place, and renames it when whole. */
export class RankFile {
  private constructor(
    private readonly path: string,
    private readonly writer: HashedFileWriter,
  ) {}

  /** @throws SejeError DISK_WRITE_FAILED */
  static async create(path: string): Promise<RankFile> {
    try {
      await rm(asideOf(path), { force: true });
      return new RankFile(path, await HashedFileWriter.create(asideOf(path)));
    } catch (error) {
      throw new SejeError('DISK_WRITE_FAILED', {
        message: `Could not write ${path}`,
        found: messageOf(error),
        remedy: 'Check that the folder is there, its permissions and free space.',
        cause: error,
      });
    }
  }

  /** @param pairs all pairs, of which the bag names rows */
  async append({ bagSize, bag, rows, ranks }: RankedBag, pairs: readonly EvaluatedPair[]): Promise<void> {
    const lines = rows.map((row, i) => {
      const line: RankLine = {
        bagSize,
        bag,
        recipe: pairs[row]!.recipe.id,
        photo: pairs[row]!.photo.id,
        imageToRecipe: ranks.imageToRecipe[i]!,
        recipeToImage: ranks.recipeToImage[i]!,
      };
      return `${JSON.stringify(line)}\n`;
    });
    await this.writer.append(Buffer.from(lines.join('')));
  }

  async close(): Promise<void> {
    await this.writer.close();
    await rename(asideOf(this.path), this.path);
    await fsyncDirectory(dirname(this.path));
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.writer.abandon();
    await rm(asideOf(this.path), { force: true });
  }
}

function asideOf(path: string): string {
  return `${path}.building`;
}
