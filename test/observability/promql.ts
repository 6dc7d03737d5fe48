import { parser } from '@prometheus-io/lezer-promql';

/** Dashboards have variables in their expressions; Grafana puts values in their place. */
const VARIABLES: Readonly<Record<string, string>> = { $__rate_interval: '1m', $instance: '.*' };

/**
 * The metrics that a PromQL expression asks for, as Prometheus' own grammar reads it.
 * @throws Error where it is no PromQL
 */
export function metricsIn(expression: string): string[] {
  const text = expression.replaceAll(/\$\w+/g, (variable) => VARIABLES[variable] ?? variable);
  const names: string[] = [];
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${text}`);
      if (type.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier');
      if (name === null) throw new Error(`a selector without a metric at character ${from}: ${text}`);
      names.push(text.slice(name.from, Math.min(name.to, to)));
    },
  });
  return names;
}
