import { ByteCursor } from './byte-cursor.js';
import { damagedPickle } from './damaged-pickle.js';
import { OPCODE } from './pickle-opcodes.js';
import { quotedText, rawUnicodeText, utf8Text } from './pickle-strings.js';

export type PickleKey = string | number;
export type PickleValue = PickleKey | ReadonlyMap<PickleKey, PickleValue>;
type Stacked = PickleKey | Map<PickleKey, PickleValue>;

/** Python 3.8 and later write up to this one. */
const HIGHEST_PROTOCOL = 5;
/** Bytes; Python writes none of 53 bits in more. */
const LONGEST_INTEGER = 16;

/**
 * Reads all the pickles that stand in a row in a file: dictionaries of strings and integers, of Python 2
 * or 3, any protocol. Nothing is ever executed: an opcode of anything else, such as a class, is refused.
 * @param path for messages
 * @throws SejeError FILE_DAMAGED
 */
export function readPickles(bytes: Buffer, path: string): PickleValue[] {
  const cursor = new ByteCursor(bytes, path);
  const values: PickleValue[] = [];
  while (!cursor.atEnd) values.push(new PickleMachine(cursor).run());
  return values;
}

/** The stack machine that a pickle is a program for, reduced to what builds dictionaries. */
class PickleMachine {
  private stack: Stacked[] = [];
  /** Stacks below each open mark. */
  private readonly below: Stacked[][] = [];
  private readonly memo = new Map<number, Stacked>();

  constructor(private readonly cursor: ByteCursor) {}

  run(): PickleValue {
    for (;;) {
      const at = this.cursor.offset;
      const opcode = this.cursor.unsigned(1);
      if (opcode === OPCODE.stop) break;
      const pushed = this.scalar(opcode);
      if (pushed !== undefined) this.stack.push(pushed);
      else if (!this.build(opcode) && !this.remember(opcode)) {
        throw this.damaged({
          expected: 'opcodes of dictionaries, strings and integers',
          found: `opcode 0x${opcode.toString(16).padStart(2, '0')} at byte ${at}`,
        });
      }
    }
    const value = this.pop();
    if (this.stack.length + this.below.length > 0) {
      throw this.damaged({ expected: 'one value', found: 'more of them' });
    }
    return value;
  }

  /** The string or integer that an opcode stands for; undefined where it stands for something else. */
  private scalar(opcode: number): PickleKey | undefined {
    const { cursor } = this;
    const { path } = cursor;
    switch (opcode) {
      case OPCODE.string:
        return quotedText(cursor.line(), path);
      case OPCODE.unicode:
        return rawUnicodeText(cursor.line(), path);
      case OPCODE.shortBinString:
      case OPCODE.shortBinUnicode:
        return utf8Text(cursor.take(cursor.unsigned(1)), path);
      case OPCODE.binString:
      case OPCODE.binUnicode:
        return utf8Text(cursor.take(cursor.unsigned(4)), path);
      case OPCODE.binUnicode8:
        return utf8Text(cursor.take(cursor.unsigned64()), path);
      case OPCODE.binInt:
        return cursor.take(4).readInt32LE();
      case OPCODE.binInt1:
        return cursor.unsigned(1);
      case OPCODE.binInt2:
        return cursor.unsigned(2);
      case OPCODE.int:
      case OPCODE.long:
        return this.decimal(cursor.line().toString('latin1').trimEnd());
      case OPCODE.long1:
        return this.longInteger(cursor.take(cursor.unsigned(1)));
      case OPCODE.long4:
        return this.longInteger(cursor.take(cursor.unsigned(4)));
      default:
        return undefined;
    }
  }

  private build(opcode: number): boolean {
    switch (opcode) {
      case OPCODE.proto: {
        const protocol = this.cursor.unsigned(1);
        if (protocol <= HIGHEST_PROTOCOL) return true;
        throw this.damaged({ expected: `protocol 0 to ${HIGHEST_PROTOCOL}`, found: `${protocol}` });
      }
      case OPCODE.frame:
        this.cursor.unsigned64();
        return true;
      case OPCODE.mark:
        this.below.push(this.stack);
        this.stack = [];
        return true;
      case OPCODE.emptyDict:
        this.stack.push(new Map());
        return true;
      case OPCODE.dict: {
        const items = this.sinceMark();
        this.stack.push(new Map());
        this.setItems(items);
        return true;
      }
      case OPCODE.setItem: {
        const value = this.pop();
        this.setItems([this.pop(), value]);
        return true;
      }
      case OPCODE.setItems:
        this.setItems(this.sinceMark());
        return true;
      default:
        return false;
    }
  }

  private remember(opcode: number): boolean {
    const { cursor, memo } = this;
    switch (opcode) {
      case OPCODE.put:
        return this.put(this.decimal(cursor.line().toString('latin1').trimEnd()));
      case OPCODE.binPut:
        return this.put(cursor.unsigned(1));
      case OPCODE.longBinPut:
        return this.put(cursor.unsigned(4));
      case OPCODE.memoize:
        return this.put(memo.size);
      case OPCODE.get:
        return this.recall(this.decimal(cursor.line().toString('latin1').trimEnd()));
      case OPCODE.binGet:
        return this.recall(cursor.unsigned(1));
      case OPCODE.longBinGet:
        return this.recall(cursor.unsigned(4));
      default:
        return false;
    }
  }

  private put(slot: number): true {
    const top = this.pop();
    this.memo.set(slot, top);
    this.stack.push(top);
    return true;
  }

  private recall(slot: number): true {
    const value = this.memo.get(slot);
    if (value === undefined) throw this.damaged({ expected: `a value in memo ${slot}`, found: 'none' });
    this.stack.push(value);
    return true;
  }

  private pop(): Stacked {
    const top = this.stack.pop();
    if (top === undefined) throw this.damaged({ expected: 'a value on the stack', found: 'none' });
    return top;
  }

  private sinceMark(): Stacked[] {
    const items = this.stack;
    const stack = this.below.pop();
    if (stack === undefined) throw this.damaged({ expected: 'an open mark', found: 'none' });
    this.stack = stack;
    return items;
  }

  /** Keys and values by turns, into the dictionary on top of the stack. */
  private setItems(items: readonly Stacked[]): void {
    const target = this.stack.at(-1);
    if (!(target instanceof Map) || items.length % 2 !== 0) {
      throw this.damaged({ expected: 'a dictionary and pairs for it', found: 'something else' });
    }
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if (key instanceof Map)
        throw this.damaged({ expected: 'strings or integers as keys', found: 'a dict' });
      target.set(key, items[i + 1]!);
    }
  }

  /** `12`, Python 2's `12L`; not `00` and `01`, which are False and True. */
  private decimal(text: string): number {
    const value = /^(0|-?[1-9][0-9]*)L?$/.test(text) ? parseInt(text, 10) : Number.NaN;
    return this.safe(value, text);
  }

  /** Two's complement, little-endian, any length. */
  private longInteger(bytes: Buffer): number {
    if (bytes.length === 0) return 0;
    if (bytes.length > LONGEST_INTEGER) return this.safe(Number.NaN, `${bytes.length} bytes`);
    const hex = bytes.toReversed().reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '0x');
    return this.safe(Number(BigInt.asIntN(8 * bytes.length, BigInt(hex))), hex);
  }

  private safe(value: number, written: string): number {
    if (Number.isSafeInteger(value)) return value;
    throw this.damaged({ expected: 'integers of at most 53 bits', found: written.slice(0, 40) });
  }

  private damaged(clauses: { expected: string; found: string }) {
    return damagedPickle(this.cursor.path, clauses);
  }
}
