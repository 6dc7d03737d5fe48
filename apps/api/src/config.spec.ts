import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { configFrom } from './config.js';

const needed = { SEJE_BUNDLE: '/bundle', SEJE_STATE: '/state' };

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    configFrom(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SejeError);
    expect((error as SejeError).code).toBe('SETTINGS_INVALID');
    return (error as SejeError).message;
  }
  throw new Error('the environment was accepted');
}

describe('configFrom', () => {
  it('fills in the defaults and freezes the result', () => {
    const config = configFrom({ ...needed, PATH: '/usr/bin', SEJE_CACHE: '/cache' });
    expect(config).toMatchObject({
      bundle: '/bundle',
      data: undefined,
      databaseUrl: undefined,
      reindexAfter: 5_000,
      port: 3000,
      host: '127.0.0.1',
      adminKey: undefined,
      open: false,
      rateLimit: 600,
      corsOrigins: [],
      executionProvider: 'auto',
      queueSize: 64,
      deadlineMs: 15_000,
      fetchUrls: false,
      fetchPorts: new Set([80, 443]),
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes origins as browsers name them, and nothing else for one', () => {
    const list = 'https://kitchen.example, http://localhost:5173';
    expect(configFrom({ ...needed, SEJE_CORS_ORIGINS: list }).corsOrigins).toEqual([
      'https://kitchen.example',
      'http://localhost:5173',
    ]);
    for (const wrong of ['*', 'kitchen.example', 'https://kitchen.example/', 'https://a.example,', 'null']) {
      expect(problemsOf({ ...needed, SEJE_CORS_ORIGINS: wrong })).toContain('SEJE_CORS_ORIGINS');
    }
  });

  it('is open to everybody only where that is said plainly', () => {
    expect(configFrom({ ...needed, SEJE_OPEN: '1' }).open).toBe(true);
    expect(configFrom({ ...needed, SEJE_OPEN: '0' }).open).toBe(false);
    expect(problemsOf({ ...needed, SEJE_OPEN: 'yes' })).toContain('SEJE_OPEN');
  });

  it('names all problems at once', () => {
    const message = problemsOf({ SEJE_BUNDLE: '/bundle', PORT: '70000', EXECUTION_PROVIDER: 'gpu' });
    for (const name of ['SEJE_STATE', 'PORT', 'EXECUTION_PROVIDER']) {
      expect(message).toContain(name);
    }
  });

  it('refuses a misspelt variable of its own and a port that is not a number', () => {
    expect(problemsOf({ ...needed, SEJE_ADMINKEY: 'x' })).toContain('SEJE_ADMINKEY');
    expect(problemsOf({ ...needed, PORT: '30o0' })).toContain('whole number');
  });

  it('reads where photos may be fetched from', () => {
    const config = configFrom({ ...needed, SEJE_FETCH_URLS: '1', SEJE_FETCH_PORTS: '443,8443' });
    expect(config).toMatchObject({ fetchUrls: true, fetchPorts: new Set([443, 8443]) });
    expect(problemsOf({ ...needed, SEJE_FETCH_URLS: 'yes' })).toContain('SEJE_FETCH_URLS');
    expect(problemsOf({ ...needed, SEJE_FETCH_PORTS: '80;443' })).toContain('SEJE_FETCH_PORTS');
  });

  it('takes an empty value as absent', () => {
    expect(configFrom({ ...needed, SEJE_ADMIN_KEY: '', PORT: '' }).port).toBe(3000);
    expect(configFrom({ ...needed, SEJE_DATA: '' }).data).toBeUndefined();
  });

  it('refuses a short admin key without repeating it', () => {
    const message = problemsOf({ ...needed, SEJE_ADMIN_KEY: 'geheim' });
    expect(message).toContain('at least 16');
    expect(message).not.toContain('geheim');
  });

  it('keeps photos under the state folder, or in the bucket that it is given', () => {
    expect(configFrom(needed).photos).toEqual({ kind: 'folder', folder: '/state/catalogue/photos' });
    const bucket = {
      SEJE_PHOTOS_S3_ENDPOINT: 'http://127.0.0.1:9000',
      SEJE_PHOTOS_S3_BUCKET: 'photos',
      SEJE_PHOTOS_S3_PREFIX: '/kitchen/',
      SEJE_PHOTOS_S3_ACCESS_KEY_ID: 'seje',
      SEJE_PHOTOS_S3_SECRET_ACCESS_KEY: 'geheim',
    };
    expect(configFrom({ ...needed, ...bucket }).photos).toEqual({
      kind: 's3',
      endpoint: 'http://127.0.0.1:9000',
      region: 'us-east-1',
      bucket: 'photos',
      prefix: 'kitchen/',
      accessKeyId: 'seje',
      secretAccessKey: 'geheim',
      pathStyle: true,
    });
  });

  it('refuses half of a bucket, without repeating its secret', () => {
    const message = problemsOf({ ...needed, SEJE_PHOTOS_S3_SECRET_ACCESS_KEY: 'geheim' });
    for (const name of ['ENDPOINT', 'BUCKET', 'ACCESS_KEY_ID']) {
      expect(message).toContain(`SEJE_PHOTOS_S3_${name}`);
    }
    expect(message).not.toContain('geheim');
  });

  it('takes traces by the standard variables, and only of the kind that it can send', () => {
    expect(configFrom(needed).tracing).toBeUndefined();
    const endpoint = { ...needed, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(configFrom(endpoint).tracing).toEqual({ sampledShare: 1 });
    expect(configFrom({ ...endpoint, OTEL_TRACES_SAMPLER_ARG: '0.25' }).tracing).toEqual({
      sampledShare: 0.25,
    });
    expect(configFrom({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing).toBeUndefined();
    const wrong = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER_ARG: '2' };
    for (const name of Object.keys(wrong)) {
      expect(problemsOf({ ...endpoint, ...wrong })).toContain(name);
    }
  });
});
