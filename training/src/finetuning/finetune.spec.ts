import { describe, expect, it } from 'vitest';
import { experimentOf, trainingHash } from '../experiment.js';
import { requireNative } from '../tensor-engine/require-native.js';
import { finetuneSettingsSchema } from './finetune-settings.js';
import { FINETUNING } from './finetune.js';
import { checkTrunkParity } from './trunk-parity.js';

describe('fine-tuning', () => {
  it('is refused on another engine than native, with what to do', () => {
    expect(() => requireNative({ name: 'native' }, FINETUNING)).not.toThrow();
    expect(() => requireNative({ name: 'wasm' }, FINETUNING)).toThrow(
      /Fine-tuning the trunk needs the native engine; expected native; found wasm\. Run npm run native:install/,
    );
  });

  it('is set in an experiment, which refuses what it does not know', () => {
    expect(experimentOf({ name: 'x', finetune: {} }).finetune).toEqual(finetuneSettingsSchema.parse({}));
    expect(() => experimentOf({ name: 'x', finetune: { stage: 2 } as object })).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
  });

  it('does not touch experiments without it, nor what training makes', () => {
    const without = experimentOf({ name: 'x' });
    expect(without).not.toHaveProperty('finetune');
    expect(trainingHash(experimentOf({ name: 'x', finetune: { fromStage: 2 } }))).toBe(trainingHash(without));
  });
});

describe('parity of trunks', () => {
  const matrix = (...data: number[]) => ({ rows: 1, columns: data.length, data: Float32Array.from(data) });
  const what = { what: 'the same', remedy: 'Try again.' };

  it('is relative to the largest feature', () => {
    expect(checkTrunkParity(matrix(100, 0.05), matrix(100, 0), what)).toBeCloseTo(0.0005, 6);
    expect(() => checkTrunkParity(matrix(1, 0.05), matrix(1, 0), what)).toThrow(
      expect.objectContaining({ code: 'PARITY_FAILED' }),
    );
    expect(() => checkTrunkParity(matrix(NaN, 0), matrix(1, 0), what)).toThrow(/does not compute the same/);
    expect(() => checkTrunkParity(matrix(1), matrix(1, 0), what)).toThrow(/Infinity/);
  });
});
