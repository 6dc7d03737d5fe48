import type { PickleKey } from './read-pickle.js';
import { OPCODE } from './pickle-opcodes.js';

/** Read by Python 2.3 and every later one. */
const PROTOCOL = 2;
const MAX_INT32 = 2 ** 31 - 1;
/** Items between two SETITEMS, as Python's own pickler has it. */
const BATCH = 1000;

/** A dictionary as a pickle of protocol 2. Strings become `unicode` in Python 2 and `str` in Python 3. */
export function pickleOf(dictionary: ReadonlyMap<PickleKey, PickleKey>): Buffer {
  const parts: Uint8Array[] = [Uint8Array.of(OPCODE.proto, PROTOCOL, OPCODE.emptyDict)];
  let inBatch = 0;
  for (const [key, value] of dictionary) {
    if (inBatch === 0) parts.push(Uint8Array.of(OPCODE.mark));
    parts.push(scalarOf(key), scalarOf(value));
    if (++inBatch < BATCH) continue;
    parts.push(Uint8Array.of(OPCODE.setItems));
    inBatch = 0;
  }
  if (inBatch > 0) parts.push(Uint8Array.of(OPCODE.setItems));
  return Buffer.concat([...parts, Uint8Array.of(OPCODE.stop)]);
}

function scalarOf(value: PickleKey): Buffer {
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Math.abs(value) > MAX_INT32) {
      throw new RangeError(`${value} is no integer of 32 bits`);
    }
    const bytes = Buffer.alloc(5, OPCODE.binInt);
    bytes.writeInt32LE(value, 1);
    return bytes;
  }
  const text = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(5, OPCODE.binUnicode);
  head.writeUInt32LE(text.length, 1);
  return Buffer.concat([head, text]);
}
