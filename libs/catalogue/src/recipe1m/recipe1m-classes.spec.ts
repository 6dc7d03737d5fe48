import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPickles } from './read-pickle.js';
import { readRecipe1MClasses, writeRecipe1MClasses } from './recipe1m-classes.js';

const run = promisify(execFile);
const NO_PYTHON = 'python3 is not installed: no real pickles to compare with';
let hasPython = false;
let path: string;

beforeAll(async () => {
  hasPython = await run('python3', ['-c', 'import pickle']).then(
    () => true,
    () => false,
  );
  path = join(await mkdtemp(join(tmpdir(), 'seje-classes-')), 'classes1M.pkl');
});

const python = (code: string, ...args: string[]) => run('python3', ['-c', code, path, ...args]);

const CLASSES = {
  classOf: new Map(Array.from({ length: 2500 }, (_, i) => [`00${i}é`, i % 3] as const)),
  names: new Map([
    [0, 'background'],
    [1, 'chicken soup'],
    [2, 'crème "brûlée" \\ 🍮\nb'],
  ]),
};

describe('classes1M.pkl', () => {
  it.for([0, 1, 2, 3, 4, 5])('is read as Python writes it in protocol %i', async (protocol, context) => {
    if (!hasPython) context.skip(NO_PYTHON);
    await python(
      `import pickle, sys
with open(sys.argv[1], "wb") as f:
    for d in ({f"00{i}\\u00e9": i % 3 for i in range(2500)},
              {0: "background", 1: "chicken soup", 2: "cr\\u00e8me \\"br\\u00fbl\\u00e9e\\" \\\\ \\U0001f36e\\nb"}):
        pickle.dump(d, f, protocol=int(sys.argv[2]))`,
      String(protocol),
    );
    const read = await readRecipe1MClasses(path);
    expect(read.names).toEqual(CLASSES.names);
    expect(read.classOf).toEqual(CLASSES.classOf);
  });

  it('is written so that Python reads it', async (context) => {
    if (!hasPython) context.skip(NO_PYTHON);
    await writeRecipe1MClasses(path, CLASSES);
    const { stdout } = await python(
      `import pickle, json, sys
f = open(sys.argv[1], "rb")
print(json.dumps([list(pickle.load(f).items()), list(pickle.load(f).items())]))
assert not f.read()`,
    );
    expect(JSON.parse(stdout)).toEqual([[...CLASSES.classOf], [...CLASSES.names]]);
  });

  it('is read as it was written', async () => {
    await writeRecipe1MClasses(path, CLASSES);
    expect(await readRecipe1MClasses(path)).toEqual(CLASSES);
  });

  it('refuses classes without a name, other pickles and a missing file', async () => {
    await writeRecipe1MClasses(path, { classOf: new Map([['a', 3]]), names: new Map([[1, 'soup']]) });
    await expect(readRecipe1MClasses(path)).rejects.toThrow(/recipe "a" of class 3/);
    await writeRecipe1MClasses(path, { classOf: new Map(), names: new Map([[0, 'soup']]) });
    await expect(readRecipe1MClasses(path)).rejects.toThrow(/class 0 of name "soup"/);
    await writeFile(path, '}.');
    await expect(readRecipe1MClasses(path)).rejects.toThrow(/1 pickles/);
    await expect(readRecipe1MClasses(`${path}.none`)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('survives any byte changed or cut off with a coded error at most', async () => {
    await writeRecipe1MClasses(path, {
      classOf: new Map([['a', 1]]),
      names: new Map([[1, 'b']]),
    });
    const whole = await readFile(path);
    for (let i = 0; i < whole.length; i++) {
      expect(() => readPickles(whole.subarray(0, i), path)).toSatisfy(coded);
      for (let byte = 0; byte < 256; byte++) {
        const changed = Buffer.from(whole);
        changed[i] = byte;
        expect(() => readPickles(changed, path)).toSatisfy(coded);
      }
    }
  });
});

function coded(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'FILE_DAMAGED';
  }
}

describe('readPickles', () => {
  const read = (text: string) => readPickles(Buffer.from(text, 'latin1'), 'x.pkl');

  it('reads what Python 2 writes: quoted and 8-bit strings, integers and longs', () => {
    const ascii = `(dp1\nS'caf\\xc3\\xa9 "n\\'s"'\np2\nI7\nsS"it's"\nL-12L\ns.`;
    expect(read(ascii)).toEqual([
      new Map([
        ['café "n\'s"', 7],
        ["it's", -12],
      ]),
    ]);
    const binary = '\x80\x02}q\x01(U\x02abq\x02K\x05T\x02\x00\x00\x00cdh\x02M\x00\x01\x8a\x02\xff\x7fu.';
    expect(read(binary)).toEqual([
      new Map<string | number, string | number>([
        ['ab', 5],
        ['cd', 'ab'],
        [256, 32767],
      ]),
    ]);
    expect(read('K\x01.J\xff\xff\xff\xff.\x8a\x00.\x8a\x01\xfe.')).toEqual([1, -1, 0, -2]);
  });

  it.for([
    { name: 'a class', pickle: 'cos\nsystem\n.', says: /opcode 0x63 at byte 0/ },
    { name: 'a call', pickle: '\x80\x02(K\x01R.', says: /opcode 0x52 at byte 5/ },
    { name: 'a class of protocol 4', pickle: '\x80\x04\x93.', says: /opcode 0x93/ },
    { name: 'an instance', pickle: '(ios\nsystem\n.', says: /opcode 0x69/ },
    { name: 'bytes', pickle: '\x80\x03C\x01a.', says: /opcode 0x43/ },
    { name: 'a list', pickle: '].', says: /opcode 0x5d/ },
    { name: 'a boolean', pickle: 'I01\n.', says: /53 bits; found 01/ },
    { name: 'a huge integer', pickle: '\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.', says: /53 bits/ },
    {
      name: 'an integer of a megabyte',
      pickle: `\x8b\x00\x00\x10\x00${'a'.repeat(1 << 20)}.`,
      says: /53 bits/,
    },
    { name: 'a newer protocol', pickle: '\x80\x06}.', says: /protocol 0 to 5; found 6/ },
    { name: 'a dict as key', pickle: '}}K\x01s.', says: /as keys/ },
    { name: 'a string in another encoding', pickle: 'U\x01\xe9.', says: /UTF-8/ },
    { name: 'an unknown memo', pickle: 'h\x01.', says: /memo 1/ },
    { name: 'an empty stack', pickle: '.', says: /value on the stack/ },
    { name: 'a half pair', pickle: '}(K\x01u.', says: /pairs/ },
  ])('refuses $name', ({ pickle, says }) => {
    expect(() => read(pickle)).toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
    expect(() => read(pickle)).toThrow(says);
  });
});
