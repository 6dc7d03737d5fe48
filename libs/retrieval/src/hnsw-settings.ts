/** The three settings of an HNSW graph (Malkov and Yashunin 2018). */
export interface HnswSettings {
  /** Links a node (twice as many on the lowest layer), 2 or more: more finds more in hard data, costs memory. */
  readonly m: number;
  /** Candidates kept while building: more is slower to build and finds more. */
  readonly efConstruction: number;
  /** Candidates kept while searching: more is slower and finds more. */
  readonly efSearch: number;
}
