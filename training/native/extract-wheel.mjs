import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/* Zip's own numbers (PKWARE APPNOTE 6.3): signatures, record sizes, compression methods. */
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const END_RECORD_REACH = 66_000;
const DIRECTORY_ENTRY_SIZE = 46;
const LOCAL_HEADER_SIZE = 30;
const STORED = 0;
const COPY_CHUNK = 1 << 20;

async function bytesAt(file, position, length) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new Error(`the archive ends early: wanted ${length} bytes at ${position}`);
  return bytes;
}

/** Entries of a zip below 4 GiB: name, method, compressed size, position of the local header. */
async function entriesOf(file) {
  const { size } = await file.stat();
  const reach = Math.min(size, END_RECORD_REACH);
  const tail = await bytesAt(file, size - reach, reach);
  const end = tail.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) throw new Error('not a zip archive: no end-of-directory record');
  const directory = await bytesAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; at < directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + DIRECTORY_ENTRY_SIZE, at + DIRECTORY_ENTRY_SIZE + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at +=
      DIRECTORY_ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Takes files out of a wheel (a zip) one at a time, in constant memory.
 * @param {string} wheel path of the .whl file
 * @param {(name: string) => string | undefined} placeOf absolute path to write an entry to, or undefined to leave it
 * @returns {Promise<number>} how many files were written
 */
export async function extractWheel(wheel, placeOf) {
  const file = await open(wheel);
  let count = 0;
  try {
    for (const entry of await entriesOf(file)) {
      const place = placeOf(entry.name);
      if (place === undefined) continue;
      const header = await bytesAt(file, entry.headerAt, LOCAL_HEADER_SIZE);
      const start = entry.headerAt + LOCAL_HEADER_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
      await mkdir(dirname(place), { recursive: true });
      const source = createReadStream(wheel, {
        start,
        end: start + entry.compressedSize - 1,
        highWaterMark: COPY_CHUNK,
      });
      const target = createWriteStream(place);
      if (entry.method === STORED) await pipeline(source, target);
      else await pipeline(source, createInflateRaw({ chunkSize: COPY_CHUNK }), target);
      count++;
    }
  } finally {
    await file.close();
  }
  return count;
}
