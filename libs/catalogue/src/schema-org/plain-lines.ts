import { Parser } from 'htmlparser2';

/** Elements that begin and end a line of their own. */
const BLOCKS = new Set('br p div li ul ol tr table section article h1 h2 h3 h4 h5 h6'.split(' '));
/** Elements whose content is not for reading. */
const UNREAD = new Set(['script', 'style']);

/** The lines a reader sees in a text that may hold HTML tags and entities; empty lines left out. */
export function plainLines(text: string): string[] {
  let plain = '';
  let unread = 0;
  const parser = new Parser(
    {
      onopentag: (name) => {
        if (UNREAD.has(name)) unread++;
        if (BLOCKS.has(name)) plain += '\n';
      },
      onclosetag: (name) => {
        if (UNREAD.has(name)) unread--;
        if (BLOCKS.has(name)) plain += '\n';
      },
      ontext: (piece) => {
        if (unread === 0) plain += piece;
      },
    },
    { decodeEntities: true },
  );
  parser.end(text);
  return plain
    .split(/[\n\r]+/)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}
