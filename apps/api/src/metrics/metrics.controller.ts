import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { RequireScope } from '../access/require-scope.decorator.js';
import { Scrape } from './scrape.js';

/**
 * For Prometheus, in its text format: no part of the API that clients are written for. It tells how much a
 * service is used, so who is not on its machine needs a key.
 */
@ApiExcludeController()
@RequireScope('admin', { openOnLoopback: true })
@Controller('metrics')
export class MetricsController {
  constructor(private readonly scrape: Scrape) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  async metrics(): Promise<string> {
    return this.scrape.text();
  }
}
