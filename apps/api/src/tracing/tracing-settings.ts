import { z } from 'zod';

/**
 * The variables of the OpenTelemetry specification that the service itself looks at; its SDK reads the rest
 * (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`).
 */
export const tracingVariables = {
  /** Address of a collector, `http://127.0.0.1:4318`: switches traces on. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The same for traces alone, path included, `http://127.0.0.1:4318/v1/traces`. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The one that is spoken; named here so that another one is refused rather than ignored. */
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal('http/json').optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.literal('http/json').optional(),
  /** `true` keeps traces off whatever else is set. */
  OTEL_SDK_DISABLED: z.stringbool().default(false),
  /** The one that is there: the caller's choice, else a share of the traces. */
  OTEL_TRACES_SAMPLER: z.literal('parentbased_traceidratio').optional(),
  /** Share of the traces begun here that are kept, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+|0\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(1),
};

const tracingSchema = z.object(tracingVariables);

/** How traces are taken; where they go the exporter reads from the environment. */
export interface TracingSettings {
  /** Share of the traces that begin here, 0 to 1; one that a caller began follows the caller's choice. */
  readonly sampledShare: number;
}

/** @returns undefined where no traces are wanted */
export function tracingSettings(values: z.output<typeof tracingSchema>): TracingSettings | undefined {
  const endpoint = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || values.OTEL_SDK_DISABLED) return undefined;
  return { sampledShare: values.OTEL_TRACES_SAMPLER_ARG };
}
