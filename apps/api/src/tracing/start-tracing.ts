import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { TracingSettings } from './tracing-settings.js';

/** Longest wait for a collector when the service stops, milliseconds. */
const FLUSH_MS = 3_000;

/** Sends what is left and ends; spans made afterwards go nowhere. */
export type StopTracing = () => Promise<void>;

/**
 * Loads the OpenTelemetry SDK and sends spans as OTLP over HTTP. Where to, with which headers and time limit,
 * as which service: the exporter and the SDK read the standard variables themselves (`OTEL_EXPORTER_OTLP_*`,
 * `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`).
 */
export async function startTracing({ sampledShare }: TracingSettings, logger: Logger): Promise<StopTracing> {
  const [api, core, sdk, resources, otlp] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const say = (message: string, ...rest: unknown[]): void =>
    logger.warn({ detail: [message, ...rest].map(String).join(' ') }, 'traces');
  const silent = (): void => undefined;
  api.diag.setLogger({ error: say, warn: say, info: silent, debug: silent, verbose: silent });
  const provider = new sdk.TracerProvider({
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampledShare) }),
    resource: resources.resourceFromAttributes({ 'service.name': 'seje' }).merge(
      resources.detectResources({
        detectors: [resources.resourceAttributesEnvDetector, resources.serviceNameEnvDetector],
      }),
    ),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new otlp.OTLPTraceExporter() })],
  });
  api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  api.trace.setGlobalTracerProvider(provider);
  return async () => {
    const sent = provider.shutdown().catch((error: unknown) => say('the last spans were not sent:', error));
    await Promise.race([sent, sleep(FLUSH_MS, undefined, { ref: false })]);
    api.trace.disable();
    api.propagation.disable();
    api.diag.disable();
  };
}
