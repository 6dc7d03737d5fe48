/** Where photos' bytes are kept. Plain data, so that it may be sent to another process. */
export type PhotoStoreSettings = FolderPhotoSettings | S3PhotoSettings;

export interface FolderPhotoSettings {
  readonly kind: 'folder';
  readonly folder: string;
}

/** A bucket of Amazon S3, or of another server that speaks its protocol. */
export interface S3PhotoSettings {
  readonly kind: 's3';
  /** The server's address, `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before the name of every object: empty, or ending with `/`. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket in the address's path, as most servers but Amazon's want it, not in its host name. */
  readonly pathStyle: boolean;
}
