import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { sha256 } from '@seje/core';
import { damagedPhoto, isContent, placeOf } from './content-name.js';
import type { S3PhotoSettings } from './photo-store-settings.js';
import type { PhotoStore } from './photo-store.js';
import { isMissing, photoStoreFailed, refusedAtStart } from './s3-errors.js';

/** Tries of one request, with pauses that grow: a server that restarts is waited for. */
const ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** One object a photo, `prefix/ab/abcd…`, in a bucket under whose prefix only stores like this write. */
export class S3PhotoStore implements PhotoStore {
  private readonly client: S3Client;

  private constructor(private readonly settings: S3PhotoSettings) {
    const { endpoint, region, accessKeyId, secretAccessKey, pathStyle } = settings;
    this.client = new S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: pathStyle,
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
      // Amazon's own checksums are not spoken by every server: Content-MD5 on the way in, SHA-256 on the way out.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /**
   * Asks for the bucket once, so that wrong settings are noticed at start.
   * @throws SejeError SETTINGS_INVALID where the bucket is missing or refuses the key, PHOTO_STORE_FAILED
   */
  static async open(settings: S3PhotoSettings): Promise<S3PhotoStore> {
    const store = new S3PhotoStore(settings);
    const { bucket: Bucket, prefix: Prefix } = settings;
    try {
      await store.client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
    } catch (error) {
      store.client.destroy();
      throw refusedAtStart(settings, error);
    }
    return store;
  }

  /** Always sends the bytes: that makes old ones young again, without asking first. */
  async put(bytes: Uint8Array): Promise<string> {
    const content = sha256(bytes);
    const md5 = createHash('md5').update(bytes).digest('base64');
    const put = new PutObjectCommand({ ...this.object(content), Body: bytes, ContentMD5: md5 });
    await this.asked(() => this.client.send(put));
    return content;
  }

  async get(content: string): Promise<Uint8Array | undefined> {
    const get = new GetObjectCommand(this.object(content));
    const bytes = await this.askedFor(async () => {
      const { Body } = await this.client.send(get);
      return Body?.transformToByteArray();
    });
    if (bytes !== undefined && sha256(bytes) !== content) {
      throw damagedPhoto(`${this.settings.bucket}/${get.input.Key}`);
    }
    return bytes;
  }

  async has(content: string): Promise<boolean> {
    const head = new HeadObjectCommand(this.object(content));
    return (await this.askedFor(() => this.client.send(head))) !== undefined;
  }

  /** S3 has no deletion that supposes an age: a put between the question and the deletion is lost. */
  async delete(content: string, putBefore?: Date): Promise<boolean> {
    const object = this.object(content);
    const head = await this.askedFor(() => this.client.send(new HeadObjectCommand(object)));
    if (head === undefined) return false;
    if (putBefore !== undefined && head.LastModified !== undefined && head.LastModified >= putBefore) {
      return false;
    }
    await this.askedFor(() => this.client.send(new DeleteObjectCommand(object)));
    return true;
  }

  /** By the server's clock. */
  async *putBefore(time: Date): AsyncGenerator<string> {
    const { bucket: Bucket, prefix: Prefix } = this.settings;
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket, Prefix });
    for (;;) {
      const page = await this.asked(() => pages.next());
      if (page.done === true) return;
      for (const { Key = '', LastModified } of page.value.Contents ?? []) {
        const content = Key.slice(Key.lastIndexOf('/') + 1);
        if (isContent(content) && LastModified !== undefined && LastModified < time) yield content;
      }
    }
  }

  private object(content: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${placeOf(content)}` };
  }

  private async asked<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw photoStoreFailed(this.settings, error);
    }
  }

  /** Undefined where there is no such object. */
  private askedFor<T>(request: () => Promise<T>): Promise<T | undefined> {
    return this.asked(async () => {
      try {
        return await request();
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }
}
