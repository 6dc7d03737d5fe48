import { Random, noProgress } from '@seje/core';
import { IngredientTagger, TokenFeatures, openIngredientTagger, taggerFiles } from '@seje/preprocessing';
import { createOnnxSession } from '@seje/artifacts';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingredientTaggerOnnx } from '../../export/ingredient-tagger-onnx.js';
import { initialTaggerWeights } from '../../networks/ingredient-tagger.js';
import { openForTest } from '../../tensor-engine/open-for-test.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { type FitTaggerReport, fitTagger } from './fit-tagger.js';
import type { LabelledLine } from './labelled-line.js';
import { readLabelledCsv } from './read-labelled-csv.js';
import { scoreLines } from './score-lines.js';
import { taggerExamples } from './tagger-examples.js';
import { checkTaggerParity } from './tagger-parity.js';
import { taggerSettingsSchema } from './tagger-settings.js';

const REAL_LINES = '../shared/data/ingredient-lines/tastecooking-ingredients-snapshot-2024.csv';
/** Small and quick. */
const SETTINGS = taggerSettingsSchema.parse({
  embedding: 32,
  hidden: 24,
  buckets: 1024,
  batchSize: 32,
  learningRate: 0.01,
  maxRounds: 5,
  roundSteps: 1,
});
const LINES = 900;
const TEST_LINES = 300;
/** Lines that are no ingredients, as people write them. */
const HEADINGS = `
  For the lemon sauce: | FOR THE FILLING | (makes about 4 cups) | Serves 12 | To serve | Topping: | For the chicken: |
  Makes 2 loaves | (yields about 3 cups) | ***
`
  .split('|')
  .map((line) => line.trim());
const SAMPLES = ['salt', '1½ cups all-purpose flour (2-3 oz), sifted', 'For the sauce:', '2 eggs', '½'];

export function fitTaggerGolden(name: TensorEngine['name']): void {
  describe(`the ingredient tagger on ${name}`, () => {
    let opened: TensorEngine | string;
    let out: string;
    beforeAll(async () => {
      opened = await openForTest(name);
      out = await mkdtemp(join(tmpdir(), 'seje-tagger-'));
    });
    afterAll(() => rm(out, { recursive: true }));

    it('computes in ONNX what the network does, whatever is padded', async (ctx: TestContext) => {
      if (typeof opened === 'string') ctx.skip(opened);
      const vocabulary = { words: ['flour', 'salt'], buckets: 64, maxTokens: 9 };
      const features = new TokenFeatures(vocabulary);
      const shape = { rows: features.rows, embedding: 6, hidden: 5, layers: 2 };
      const weights = initialTaggerWeights(shape, Random.fromSeed(3));
      const session = await createOnnxSession(ingredientTaggerOnnx(weights, shape), { provider: 'cpu' });
      const exported = new IngredientTagger(session, vocabulary);
      const samples = {
        weights,
        layers: shape.layers,
        lines: SAMPLES,
        exampleOf: (text: string) => taggerExamples([{ text, isIngredient: true }], features, 9)[0]!,
      };
      expect(await checkTaggerParity(opened.tf, exported, samples)).toBeLessThan(1e-5);
      const other = { ...samples, weights: initialTaggerWeights(shape, Random.fromSeed(4)) };
      await expect(checkTaggerParity(opened.tf, exported, other)).rejects.toThrow(
        expect.objectContaining({ code: 'PARITY_FAILED' }),
      );
      // a line is read the same alone and beside longer ones; one without a token names nothing
      const [alone] = await exported.logits(['2 eggs']);
      const together = await exported.logits([...SAMPLES, '']);
      expect(together[3]!.line).toBeCloseTo(alone!.line, 5);
      expect(await exported.tag([''])).toEqual([{ isIngredient: false }]);
      await exported.release();
    });

    describe('fitted on a few hundred real lines', () => {
      let test: readonly LabelledLine[];
      let report: FitTaggerReport | undefined;
      let tagger: IngredientTagger | undefined;
      const train = async (to: string, signal = new AbortController().signal) => {
        const { lines } = await readLabelledCsv(REAL_LINES);
        const shuffled = Random.fromSeed(1).shuffled(lines);
        test = shuffled.slice(LINES, LINES + TEST_LINES);
        const engine = opened as TensorEngine;
        const options = { engine, seed: 1, out: to, onProgress: noProgress, signal };
        return fitTagger(shuffled.slice(0, LINES), SETTINGS, options);
      };
      beforeAll(async () => {
        if (typeof opened === 'string' || !existsSync(REAL_LINES)) return;
        report = await train(out);
        tagger = await openIngredientTagger(taggerFiles(out), { provider: 'cpu' });
      }, 120_000);
      afterAll(() => tagger?.release());
      const missing = () => (typeof opened === 'string' ? opened : `no ${REAL_LINES}`);

      it('finds most names of lines that it has not seen', async (ctx: TestContext) => {
        if (tagger === undefined) ctx.skip(missing());
        const { wordF1, wholeLine, ingredientsFound } = await scoreLines(tagger, test);
        console.log(`${LINES} lines: word F1 ${wordF1.toFixed(3)}, whole lines ${wholeLine.toFixed(3)}`);
        expect(wordF1).toBeGreaterThan(0.93);
        expect(wholeLine).toBeGreaterThan(0.85);
        expect(ingredientsFound).toBeGreaterThan(0.95);
        expect(report).toMatchObject({ engine: name, lines: { made: 90 } });
      });

      it('knows amounts, brackets, ranges and headings', async (ctx: TestContext) => {
        if (tagger === undefined) ctx.skip(missing());
        const lines = ['1½ cups (360 ml) whole milk', '2-3 tbsp olive oil', '#1$2 tsp kosher salt, to taste'];
        const tagged = await tagger.tag(lines);
        const names = tagged.map(({ name }, i) => lines[i]!.slice(name?.start, name?.end));
        expect(names).toEqual(['whole milk', 'olive oil', 'kosher salt']);
        const headings = await tagger.tag(HEADINGS);
        expect(headings.filter(({ isIngredient }) => isIngredient).length).toBeLessThanOrEqual(1);
      });

      it('gives the same files for the same seed, and ends when it is told to', async (ctx: TestContext) => {
        if (tagger === undefined) ctx.skip(missing());
        const again = await mkdtemp(join(tmpdir(), 'seje-tagger-'));
        if (name === 'wasm') {
          await train(again);
          for (const file of Object.values(taggerFiles(out))) {
            expect(await readFile(file.replace(out, again))).toEqual(await readFile(file));
          }
        }
        await expect(train(again, AbortSignal.abort('stopped'))).rejects.toBe('stopped');
        await rm(again, { recursive: true });
      }, 120_000);
    });

    it('refuses to learn from nothing', async (ctx: TestContext) => {
      if (typeof opened === 'string') ctx.skip(opened);
      const options = {
        engine: opened,
        seed: 1,
        out,
        onProgress: noProgress,
        signal: new AbortController().signal,
      };
      const lines = [{ text: 'For the sauce:', isIngredient: false }];
      await expect(fitTagger(lines, SETTINGS, options)).rejects.toThrow(
        expect.objectContaining({ code: 'DATA_EMPTY' }),
      );
    });
  });
}
