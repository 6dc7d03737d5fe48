import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

const panelSchema = z.object({
  title: z.string(),
  gridPos: z.object({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string() })).optional(),
});
const dashboardSchema = z.object({ uid: z.string(), panels: z.array(panelSchema) });

/** Duration as Prometheus writes it. */
const duration = z.string().regex(/^\d+(ms|[smhdwy])$/);
const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Seje[A-Z]\w+$/),
          expr: z.string(),
          for: duration.optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

export const dashboard = () => dashboardSchema.parse(JSON.parse(read('docker/grafana/seje.json')));
export const alerts = () =>
  rulesSchema.parse(parse(read('docker/prometheus/alerts.yml'))).groups.flatMap(({ rules }) => rules);
export const prometheusConfig = (): unknown => parse(read('docker/prometheus/prometheus.yml'));

/** First cells, which are code, of the table under a heading of docs/observability.md. */
export function documented(heading: string): string[] {
  const [, section] = read('docs/observability.md').split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`docs/observability.md has no section ${heading}`);
  return [...section.split('\n## ')[0]!.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name!);
}
