// Leaves in node_modules what the service needs: no development packages, none of training's alone, and of the
// network runtime the files for this machine's system and processor.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TRAINING_ONLY } from './training-only.mjs';

execFileSync('npm', ['uninstall', '--no-save', '--omit=dev', '--ignore-scripts', ...TRAINING_ONLY], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

const binaries = join('node_modules', 'onnxruntime-node', 'bin', 'napi-v6');
for (const system of readdirSync(binaries)) {
  for (const processor of readdirSync(join(binaries, system))) {
    if (system === process.platform && processor === process.arch) continue;
    rmSync(join(binaries, system, processor), { recursive: true });
  }
}
rmSync(join('dist', '.fingerprints'), { recursive: true, force: true });
