/** Type and length of an ISO media box (ISO/IEC 14496-12, 4.2). */
const BOX_HEAD_BYTES = 8;
/** Version and flags of a full box. */
const FULL_BOX_BYTES = 4;

/** Boxes of a still picture; `moov` would be a sequence, `uuid` and `free` may hold anything. */
const TOP = new Set(['ftyp', 'meta', 'mdat']);
const IN_META = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iprp', 'iref', 'idat']);
/** Items that are pictures: coded in AV1, or put together of such. EXIF is an item `Exif`, XMP an item `mime`. */
const PICTURE_ITEMS = new Set(['av01', 'grid', 'iovl', 'iden']);

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** @returns undefined where the boxes cannot be followed to the end */
function boxesIn(content: Buffer): Box[] | undefined {
  const boxes: Box[] = [];
  for (let at = 0; at < content.length;) {
    if (at + BOX_HEAD_BYTES > content.length) return undefined;
    const length = content.readUInt32BE(at) || content.length - at; // 0: up to the end
    const end = at + length;
    if (length < BOX_HEAD_BYTES || end > content.length) return undefined;
    const type = content.toString('latin1', at + 4, at + BOX_HEAD_BYTES);
    boxes.push({ type, content: content.subarray(at + BOX_HEAD_BYTES, end) });
    at = end;
  }
  return boxes;
}

/** Whether an AVIF is one still picture with no EXIF, XMP or other data beside it. */
export function isPlainAvif(photo: Uint8Array): boolean {
  const top = boxesIn(Buffer.from(photo.buffer, photo.byteOffset, photo.length));
  if (top === undefined || !top.every(({ type }) => TOP.has(type))) return false;
  const metas = top.filter(({ type }) => type === 'meta');
  const inMeta = metas.length === 1 ? boxesIn(metas[0]!.content.subarray(FULL_BOX_BYTES)) : undefined;
  if (inMeta === undefined || !inMeta.every(({ type }) => IN_META.has(type))) return false;
  const infos = inMeta.filter(({ type }) => type === 'iinf');
  return (
    infos.length === 1 && itemTypes(infos[0]!.content)?.every((type) => PICTURE_ITEMS.has(type)) === true
  );
}

/** Types of the items that an `iinf` lists; undefined where it is of a kind that no AVIF has. */
function itemTypes(iinf: Buffer): string[] | undefined {
  const countBytes = iinf[0] === 0 ? 2 : 4;
  const entries = boxesIn(iinf.subarray(FULL_BOX_BYTES + countBytes));
  if (entries === undefined) return undefined;
  return entries.map(({ content }) => {
    // infe of version 2 and 3: id of 2 or 4 bytes, protection of 2, type.
    const at = FULL_BOX_BYTES + (content[0] === 3 ? 4 : 2) + 2;
    return content.toString('latin1', at, at + 4);
  });
}
