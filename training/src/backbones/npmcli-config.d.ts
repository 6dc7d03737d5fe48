/** npm's own list of settings; @types/npmcli__config describes the class, not this module. */
declare module '@npmcli/config/lib/definitions/index.js' {
  import type Config from '@npmcli/config';

  const npm: Pick<Config.Options, 'definitions' | 'shorthands' | 'flatten'>;
  export default npm;
}
