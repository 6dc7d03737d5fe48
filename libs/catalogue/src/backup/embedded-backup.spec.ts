import { describeBackup } from './backup.contract.js';

describeBackup(
  'a backup of the embedded catalogue',
  async () => ({}),
  () => undefined,
);
