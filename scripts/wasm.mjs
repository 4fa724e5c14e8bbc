// @ts-check
/** `npm run wasm`: compiles our own WASM kernels and writes them into the sources; with `--check` it only says whether they are current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { binaryFile, binarySource } from './lib/wasm.mjs';

const source = await binarySource();
if (!process.argv.includes('--check')) {
  writeFileSync(binaryFile, source);
} else if (readFileSync(binaryFile, 'utf8') !== source) {
  console.error('The compiled WASM kernels are not those of their sources: run `npm run wasm`.');
  process.exit(1);
}
