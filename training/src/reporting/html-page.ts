import { escapeMarkup } from './escape-markup.js';

const STYLE = `
:root{color-scheme:light dark;--ground:#fcfcfb;--text:#26251f;--quiet:#6b6a63;--line:#e3e2dd;--right:#1b7f4b;--wrong:#b3452f}
@media(prefers-color-scheme:dark){:root{--ground:#1a1a19;--text:#e4e3dc;--quiet:#9c9a90;--line:#383835;--right:#4cc38a;--wrong:#f0876b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px;background:var(--ground);color:var(--text);font:15px/1.45 system-ui,sans-serif}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px}p{margin:4px 0}
.quiet{color:var(--quiet)}.right{color:var(--right);font-weight:600}.wrong{color:var(--wrong);font-weight:600}
.query{display:grid;grid-template-columns:180px 1fr;gap:20px;padding:18px 0;border-top:1px solid var(--line)}
.cards{display:flex;flex-wrap:wrap;gap:12px}
figure{margin:0;width:160px}figure img{display:block;width:160px;height:160px;border-radius:8px;object-fit:cover}
figcaption{font-size:13px;margin-top:6px;overflow-wrap:anywhere}
.truth img{outline:3px solid var(--right);outline-offset:2px}
@media(max-width:640px){.query{grid-template-columns:1fr}}
`.trim();

/**
 * A whole HTML page with its style in it: nothing is loaded, no script runs.
 * @param page the title is text; the body is markup whose texts are escaped already
 */
export function htmlPage({ title, body }: { readonly title: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
