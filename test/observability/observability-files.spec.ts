import { describe, expect, it } from 'vitest';
import { alerts, dashboard, documented, prometheusConfig } from './observability-files.js';
import { metricsIn } from './promql.js';

describe('metricsIn', () => {
  it('names what an expression asks for', () => {
    const expression = 'sum by (le) (rate(a_bucket{x=~"$instance"}[$__rate_interval])) / on (x) b > time()';
    expect(metricsIn(expression)).toEqual(['a_bucket', 'b']);
  });

  it('refuses what Prometheus would', () => {
    expect(() => metricsIn('rate(a[5m)')).toThrow('no PromQL');
  });
});

describe('the Grafana dashboard', () => {
  it('has panels of PromQL that do not lie on one another', () => {
    const { panels } = dashboard();
    const cells = new Set<string>();
    for (const { title, gridPos, targets = [] } of panels) {
      for (const { expr } of targets) expect(metricsIn(expr), title).not.toHaveLength(0);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`), title).toBe(false);
          cells.add(`${x},${y}`);
        }
      }
    }
  });
});

describe("Prometheus' files", () => {
  it('have alerts of PromQL, each with what to do about it in the documentation', () => {
    for (const { alert, expr } of alerts()) expect(metricsIn(expr), alert).not.toHaveLength(0);
    expect(alerts().map(({ alert }) => alert)).toEqual(documented('Alerts'));
  });

  it('read the alerts, and no secret from the file itself', () => {
    expect(prometheusConfig()).toMatchObject({
      rule_files: ['alerts.yml'],
      scrape_configs: [
        {
          job_name: 'seje',
          metrics_path: '/metrics',
          authorization: { credentials_file: expect.any(String) },
        },
      ],
    });
    expect(JSON.stringify(prometheusConfig())).not.toContain('"credentials"');
  });
});
