import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const SOURCES = resolve(import.meta.dirname, '../../apps/api/src');
/** What the service's loggers are called: `logger`, `this.options.logger`, `request.log`. */
const LOGGER = /(^|\.)log(ger)?$/;

/** Messages of all calls to a logger in the service's source. */
export function loggedEvents(): Set<string> {
  const files = globSync('**/*.ts', { cwd: SOURCES }).filter(
    (file) => !/\.(spec|test-double)\.ts$/.test(file),
  );
  const events = new Set<string>();
  for (const file of files) {
    const text = readFileSync(resolve(SOURCES, file), 'utf8');
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), events);
  }
  return events;
}

function visit(node: ts.Node, events: Set<string>): void {
  if (ts.isCallExpression(node) && isLevelOfLogger(node.expression)) {
    const message = node.arguments.findLast((argument) => ts.isStringLiteralLike(argument));
    if (message !== undefined) events.add(message.text);
  }
  ts.forEachChild(node, (child) => visit(child, events));
}

/** `logger.info` or `logger[level]`. */
function isLevelOfLogger(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return false;
  return LOGGER.test(callee.expression.getText());
}
