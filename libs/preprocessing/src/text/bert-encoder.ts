import {
  type ExecutionProviderChoice,
  type OnnxSession,
  type OnnxTensor,
  createOnnxSession,
} from '@seje/artifacts';
import { SejeError, messageOf, readFileOr } from '@seje/core';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenEncoder } from './token-encoder.js';

export interface BertEncoderOptions {
  readonly provider: ExecutionProviderChoice;
  /** CPU threads for one run; absent: one for each physical core. */
  readonly threads?: number;
}

/** Windows in one run of the network. */
const BATCH = 16;

/** Contextual embeddings of sub-word tokens by a BERT-family network in ONNX with its `tokenizer.json`. */
export class BertEncoder implements TokenEncoder {
  constructor(
    private readonly session: OnnxSession,
    private readonly tokenizer: Tokenizer,
    private readonly special: { readonly first: number; readonly last: number },
  ) {}

  tokenize(piece: string): number[] {
    return this.tokenizer.encode(piece, { add_special_tokens: false }).ids;
  }

  async encode(windows: readonly (readonly number[])[]): Promise<Float32Array[][]> {
    // windows of like length go together, so that little is padded
    const order = [...windows.keys()].sort((a, b) => windows[a]!.length - windows[b]!.length);
    const encoded: Float32Array[][] = [];
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const states = await this.run(batch.map((i) => windows[i]!));
      for (const [row, i] of batch.entries()) encoded[i] = states[row]!;
    }
    return encoded;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private async run(windows: readonly (readonly number[])[]): Promise<Float32Array[][]> {
    const { first, last } = this.special;
    const width = 2 + Math.max(...windows.map((window) => window.length));
    const tensor = (values: (window: readonly number[]) => readonly number[]): OnnxTensor => {
      const data = new BigInt64Array(windows.length * width);
      for (const [row, window] of windows.entries()) data.set(values(window).map(BigInt), row * width);
      return { dims: [windows.length, width], data };
    };
    const inputs: Record<string, OnnxTensor> = {
      input_ids: tensor((window) => [first, ...window, last]),
      attention_mask: tensor((window) => Array.from({ length: window.length + 2 }, () => 1)),
    };
    if (this.session.inputNames.includes('token_type_ids')) inputs['token_type_ids'] = tensor(() => []);
    const { dims, data } = hiddenState(await this.session.run(inputs)); // [B, T, D]
    const dimension = dims[2]!;
    return windows.map((window, row) =>
      Array.from({ length: window.length + 2 }, (_, token) => {
        const start = (row * width + token) * dimension;
        return data.subarray(start, start + dimension);
      }),
    );
  }
}

/** @throws SejeError FILE_NOT_FOUND, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT */
export async function openBertEncoder(
  paths: { readonly encoder: string; readonly tokenizer: string },
  options: BertEncoderOptions,
): Promise<BertEncoder> {
  const tokenizer = await openTokenizer(paths.tokenizer);
  const session = await createOnnxSession(paths.encoder, options);
  const encoder = new BertEncoder(session, tokenizer, specialTokens(tokenizer, paths.tokenizer));
  try {
    await encoder.encode([[]]);
    return encoder;
  } catch (error) {
    await encoder.release();
    throw error;
  }
}

async function openTokenizer(path: string): Promise<Tokenizer> {
  const bytes = await readFileOr(path, 'Give the folder of the encoder, with model.onnx and tokenizer.json.');
  try {
    return new Tokenizer(JSON.parse(bytes.toString('utf8')) as object, {});
  } catch (error) {
    throw new SejeError('MODEL_INVALID', {
      message: `Could not read the tokenizer ${path}`,
      expected: "a Hugging Face `tokenizer.json` of the encoder's",
      found: messageOf(error),
      remedy: 'Take the file that belongs to the encoder.',
      cause: error,
    });
  }
}

/** The tokens that BERT wants around a text: [CLS] and [SEP]. */
function specialTokens(tokenizer: Tokenizer, path: string): { first: number; last: number } {
  const [first, last, ...more] = tokenizer.encode('').ids;
  if (first !== undefined && last !== undefined && more.length === 0) return { first, last };
  throw new SejeError('MODEL_INVALID', {
    message: `${path} is not the tokenizer of a BERT-family encoder`,
    expected: 'one special token before a text and one after it',
    found: `${tokenizer.encode('').ids.length} around an empty text`,
  });
}

function hiddenState(outputs: Record<string, OnnxTensor>): { dims: readonly number[]; data: Float32Array } {
  const named = outputs['last_hidden_state'] ?? outputs['token_embeddings'];
  const state = named ?? Object.values(outputs).find(({ dims }) => dims.length === 3);
  if (state?.dims.length === 3 && state.data instanceof Float32Array) return { ...state, data: state.data };
  throw new SejeError('MODEL_INVALID', {
    message: 'The text encoder gives no embedding of each token',
    expected: 'an output `last_hidden_state`, float32 [batch, tokens, width]',
    found: Object.entries(outputs)
      .map(([name, { dims }]) => `${name} [${dims.join(', ')}]`)
      .join(', '),
    remedy: 'Export the encoder without its pooling layer.',
  });
}
