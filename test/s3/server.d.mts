export const S3_SERVER: { readonly folder: string; readonly program: string; readonly module: string };
