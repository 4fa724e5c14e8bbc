/** `npm run test:export` where there is no PyTorch: it says that nothing was checked, and its exit code says so too. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each([
  [[], 'numpy with torch'],
  [['--keras'], 'numpy with keras'],
])(
  'with %j ends with exit code 3 and a sentence',
  (flags, missing) => {
    const root = join(import.meta.dirname, '../../..');
    const script = join(root, 'scripts/test-export.ts');
    const env = { ...process.env, PYTHON: join(root, 'no-python-here') };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...flags], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(3);
    expect(stdout).toContain(`Nothing was checked: ${env.PYTHON} has no ${missing}.`);
  },
  60_000,
);
