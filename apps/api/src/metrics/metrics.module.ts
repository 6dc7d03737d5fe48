import { Module } from '@nestjs/common';
import { QueryObserver } from './query-observer.js';
import { ServiceMetrics } from './service-metrics.js';

/** What counts, for the modules in which things happen. */
@Module({ providers: [ServiceMetrics, QueryObserver], exports: [ServiceMetrics, QueryObserver] })
export class MetricsModule {}
