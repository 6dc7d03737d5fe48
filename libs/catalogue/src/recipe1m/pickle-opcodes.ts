/** The opcodes of Python's pickle format that dictionaries of strings and integers are written with. */
export const OPCODE = {
  // frame of a pickle
  proto: 0x80,
  frame: 0x95,
  stop: 0x2e, // .
  // dictionaries
  mark: 0x28, // (
  dict: 0x64, // d
  emptyDict: 0x7d, // }
  setItem: 0x73, // s
  setItems: 0x75, // u
  // strings
  string: 0x53, // S
  binString: 0x54, // T
  shortBinString: 0x55, // U
  unicode: 0x56, // V
  binUnicode: 0x58, // X
  shortBinUnicode: 0x8c,
  binUnicode8: 0x8d,
  // integers
  int: 0x49, // I
  binInt: 0x4a, // J
  binInt1: 0x4b, // K
  binInt2: 0x4d, // M
  long: 0x4c, // L
  long1: 0x8a,
  long4: 0x8b,
  // memo
  put: 0x70, // p
  binPut: 0x71, // q
  longBinPut: 0x72, // r
  memoize: 0x94,
  get: 0x67, // g
  binGet: 0x68, // h
  longBinGet: 0x6a, // j
} as const;
