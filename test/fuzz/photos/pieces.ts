/** How a file is cut into the pieces that its format has: segments, chunks or boxes. */
type Cut = (file: Buffer) => readonly number[];

const SIGNATURE_OF_PNG = 8;
const HEAD_OF_RIFF = 12;

/** The pieces of a photo, in order; one whose format has none is cut into equal parts. */
export function piecesOf(file: Buffer): Buffer[] {
  const starts = [...new Set([0, ...cutOf(file)(file)])].filter((at) => at < file.length);
  return starts.map((at, i) => file.subarray(at, starts[i + 1] ?? file.length));
}

function cutOf(file: Buffer): Cut {
  if (file[0] === 0xff) return jpegSegments;
  if (file[0] === 0x89) return pngChunks;
  if (file.toString('latin1', 0, 4) === 'RIFF') return riffChunks;
  if (file.toString('latin1', 4, 8) === 'ftyp') return boxes;
  return equalParts;
}

function jpegSegments(file: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    starts.push(at);
    if (file[at + 1] === 0xda) break;
  }
  return starts;
}

function pngChunks(file: Buffer): number[] {
  const starts: number[] = [];
  for (let at = SIGNATURE_OF_PNG; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) starts.push(at);
  return starts;
}

function riffChunks(file: Buffer): number[] {
  const starts: number[] = [];
  for (let at = HEAD_OF_RIFF; at + 8 <= file.length;) {
    starts.push(at);
    const length = file.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return starts;
}

/** Of the top, and inside `meta` and its `iprp` and `ipco`, where the interesting ones are. */
function boxes(file: Buffer): number[] {
  const starts: number[] = [];
  const within = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to;) {
      starts.push(at);
      const length = file.readUInt32BE(at);
      const type = file.toString('latin1', at + 4, at + 8);
      const end = Math.min(at + Math.max(length, 8), to);
      if (type === 'meta') within(at + 12, end);
      else if (type === 'iprp' || type === 'ipco') within(at + 8, end);
      at = end;
    }
  };
  within(0, file.length);
  return starts;
}

function equalParts(file: Buffer): number[] {
  return Array.from({ length: 8 }, (_, i) => Math.floor((i * file.length) / 8));
}
