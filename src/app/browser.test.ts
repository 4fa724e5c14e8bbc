import { expect, it } from 'vitest';
import { browserName } from './browser.ts';

it('names a browser by what it alone says, and the system', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  expect(browserName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/156.0.0.0 Safari/537.36`)).toBe('Chrome 156 · Linux');
  expect(browserName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/156.0.0.0 Safari/537.36`)).toBe('Chrome 156 · Linux');
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`)).toBe(
    'Edge 156 · Windows',
  );
  expect(
    browserName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'),
  ).toBe('Safari 26.1 · macOS');
  expect(browserName(`Mozilla/5.0 (Linux; Android 16) ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36`)).toBe('Chrome 156 · Android');
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0')).toBe('Firefox 145 · Linux');
  expect(browserName('something else')).toBe('');
});
