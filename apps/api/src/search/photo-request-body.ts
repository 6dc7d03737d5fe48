import type { ApiOperationOptions } from '@nestjs/swagger';
import { PHOTO_FIELD } from '../http/photo-upload.js';

/** In the OpenAPI document: a photo is sent as a file or, where that is switched on, named by its address. */
export const PHOTO_REQUEST_BODY = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: [PHOTO_FIELD],
        properties: {
          [PHOTO_FIELD]: {
            type: 'string',
            format: 'binary',
            description: 'JPEG, PNG, WebP, AVIF or HEIC, at most 25 MB',
          },
        },
      },
    },
    'application/json': {
      schema: {
        type: 'object',
        required: ['url'],
        additionalProperties: false,
        properties: {
          url: {
            type: 'string',
            format: 'uri',
            maxLength: 2048,
            description: 'Address of a photo; only where the service runs with SEJE_FETCH_URLS=1',
          },
        },
      },
    },
  },
} satisfies ApiOperationOptions['requestBody'];
