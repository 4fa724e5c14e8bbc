// @ts-check
/** Compiles our own WASM kernels (AssemblyScript) to the module that is kept in the repository as text. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runTool } from './process.mjs';

const folder = 'src/engine/device/wasm';
/** The file that holds the compiled modules. */
export const binaryFile = join(root, folder, 'binary.ts');

/** The modules by the instructions that they need beyond WebAssembly's fixed-width SIMD. */
const builds = /** @type {const} */ ({ plain: [], relaxed: ['--enable', 'relaxed-simd'] });

/**
 * Base64 of one build. Throws when the sources do not compile.
 * @param {readonly string[]} features
 */
async function compile(features) {
  const out = mkdtempSync(join(tmpdir(), 'ablate-wasm-'));
  try {
    const target = join(out, 'kernels.wasm');
    const flags = ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd', '-O3', '--noAssert', '--noColors'];
    const { code, output } = await runTool(
      'assemblyscript/bin/asc.js',
      [join(folder, 'assembly/index.ts'), '--baseDir', root, '-o', target, ...flags, ...features],
      { output: 'capture' },
    );
    if (code !== 0) throw new Error(`the WASM kernels do not compile:\n${output}`);
    return readFileSync(target).toString('base64');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The text of `binary.ts` as the sources make it. */
export async function binarySource() {
  const [plain, relaxed] = await Promise.all([compile(builds.plain), compile(builds.relaxed)]);
  return `/** The compiled module of assembly/, in base64. Written by \`npm run wasm\`; a test compares it with the sources. */

/** Needs fixed-width SIMD only. */
export const plain =
  '${plain}';

/** The same sources with fused multiply-add (relaxed SIMD). */
export const relaxed =
  '${relaxed}';
`;
}
