import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Rows = number[][];
export type Numbers = number[] | Rows | Rows[];
export interface HeadWeights {
  W_term: Rows;
  b_term: number[];
  W: Rows;
  b: number[];
  gamma: number[];
  beta: number[];
  running_mean: number[];
  running_var: number[];
}
interface HeadRun<Grad> {
  output: Rows;
  objective: number;
  grad: Grad;
}
interface SlicedGradient {
  first_40_columns: Rows;
  last_40_columns: Rows;
  row_sums: number[];
  row_l2: number[];
}
interface ImageGradients extends Record<'b' | 'gamma' | 'beta', number[]> {
  W: SlicedGradient;
  category: { first_20: Rows; row_l2: number[] };
}
/** The gates' weights of one direction, as PyTorch has them. */
interface GateGradients extends Record<'w_ih' | 'w_hh', Rows> {
  /** Equal to that of the other bias. */
  b_ih: number[];
}
interface OutputWeights {
  embedding: Rows;
  w_out: Rows;
  b_out: number[];
}
/** A bi-LSTM over padded lines; figures at padded places do not count. */
export interface TaggerPart extends Record<'tokens' | 'labels' | 'logits' | 'probabilities', Rows> {
  lengths: number[];
  weights: OutputWeights;
  keras: Record<'forward' | 'backward', { kernel: Rows; recurrent_kernel: Rows; bias: number[] }>;
  loss: number;
  grad: OutputWeights & Record<'forward' | 'backward', GateGradients>;
}
/** What the tests read of networks.json. */
export interface NetworkFile {
  tagger: TaggerPart;
  instruction_lstm: {
    x: Rows[];
    lengths: number[];
    keras: { kernel: Rows; recurrent_kernel: Rows; bias: number[] };
    outputs: Rows[];
    h_last: Rows;
    G: Rows;
    objective: number;
    grad_x: Rows[];
    grad_weights: { w_ih: Rows; w_hh: Rows; b_ih: number[] };
  };
  recipe_head: {
    f_term: Rows;
    sent_last: Rows;
    weights: HeadWeights;
    G: Rows;
    train: HeadRun<Record<string, Numbers>>;
    eval: HeadRun<Record<string, Numbers>>;
    running_after_one_train_step: { mean: number[]; var_if_biased: number[] };
  };
  image_head: {
    image: Rows;
    category: Rows;
    weights: HeadWeights;
    G: Rows;
    train: HeadRun<ImageGradients>;
    eval: HeadRun<ImageGradients>;
  };
  adam: {
    start: number[];
    gradients: Rows;
    runs: { lr: number; betas: [number, number]; eps: number; after_each_step: Rows }[];
  };
}

export const NETWORK_FILE = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'networks.json');

/** undefined: it is not there. */
export function readNetworkFile(): NetworkFile | undefined {
  return existsSync(NETWORK_FILE)
    ? (JSON.parse(readFileSync(NETWORK_FILE, 'utf8')) as NetworkFile)
    : undefined;
}
