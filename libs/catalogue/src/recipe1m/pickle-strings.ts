import { damagedPickle } from './damaged-pickle.js';

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Bytes in UTF-8. @throws SejeError FILE_DAMAGED */
export function utf8Text(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damagedPickle(path, { expected: 'strings in UTF-8', found: 'other bytes' });
  }
}

/** Python 2's repr of a string: quoted, bytes outside ASCII escaped. @throws SejeError FILE_DAMAGED */
export function quotedText(line: Buffer, path: string): string {
  const repr = line.toString('latin1').trimEnd();
  const quoted = /^(['"])(.*)\1$/s.exec(repr);
  if (quoted === null) throw damagedPickle(path, { expected: 'a quoted string', found: repr.slice(0, 40) });
  const plain = quoted[2]!.replaceAll(/\\(x[0-9a-fA-F]{2}|[^x]|x)/gs, (whole, code: string) => {
    const character = code.length === 3 ? String.fromCharCode(parseInt(code.slice(1), 16)) : ESCAPED[code];
    if (character === undefined) {
      throw damagedPickle(path, { expected: 'escapes of a Python string', found: whole });
    }
    return character;
  });
  return utf8Text(Buffer.from(plain, 'latin1'), path);
}

/** Python's raw-unicode-escape: latin1, other characters as \uXXXX or \UXXXXXXXX. @throws SejeError FILE_DAMAGED */
export function rawUnicodeText(line: Buffer, path: string): string {
  return line
    .toString('latin1')
    .replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short, long) => {
      const point = parseInt(String(short ?? long), 16);
      if (point > 0x10ffff) throw damagedPickle(path, { expected: 'a Unicode character', found: whole });
      return String.fromCodePoint(point);
    });
}
