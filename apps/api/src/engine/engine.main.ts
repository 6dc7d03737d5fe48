import { forgetDecodedPhotos } from '@seje/preprocessing';
import { runBuilder } from './builder-process.js';
import { runEngine } from './engine-process.js';

/* Entry of the child processes: the service forks this file with a role. */
forgetDecodedPhotos();
if (process.argv[2] === 'builder') runBuilder();
else runEngine();
