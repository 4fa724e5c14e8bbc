// @ts-check
/**
 * A small static file server for the built folder: `npm start`, the browser tests and the command line all use this one. Files are
 * compressed as a public host would, and may be served under any base path. Node built-ins only.
 */
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.wasm', '.txt', '.md', '.webmanifest']);
const compress = promisify(gzip);

/**
 * @typedef {object} Server
 * @property {string} url address of the built page, ending in "/"
 * @property {() => Promise<void>} close
 */

/**
 * Serves `folder` under `base` on the loopback address. With `fallback` the next free ports are tried when `port` is taken.
 * @param {{ folder: string, base?: string, port?: number, fallback?: boolean }} options
 * @returns {Promise<Server>}
 */
export async function serve({ folder, base = '/', port = 0, fallback = false }) {
  /** Compressed files, by path and time of change. @type {Map<string, Buffer>} */
  const compressed = new Map();

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async function answer(request, response) {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (path === base.slice(0, -1)) return void response.writeHead(302, { location: base }).end();
    if (!path.startsWith(base)) return void response.writeHead(404).end('not found');
    const below = normalize(path.slice(base.length));
    if (below === '..' || below.startsWith(`..${sep}`)) return void response.writeHead(404).end('not found');
    const file = join(folder, below, path.endsWith('/') ? 'index.html' : '');
    const info = await stat(file).catch(() => null);
    if (info === null || !info.isFile()) return void response.writeHead(404).end('not found');
    const ending = extname(file);
    /** @type {Record<string, string>} */
    const headers = {
      'content-type': types[ending] ?? 'application/octet-stream',
      // Built assets carry a hash in their name.
      'cache-control': below.startsWith(`assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    /** @type {Buffer} */
    let body = await readFile(file);
    if (compressible.has(ending) && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
      const key = `${file}:${info.mtimeMs}`;
      body = compressed.get(key) ?? (await compress(body));
      compressed.set(key, body);
      headers['content-encoding'] = 'gzip';
    }
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(request.method === 'HEAD' ? undefined : body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end('bad request'));
  });
  for (let attempt = 0; ; attempt++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port === 0 ? 0 : port + attempt, '127.0.0.1', () => resolve(undefined));
      });
      break;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!fallback || !taken || attempt >= 50) throw error;
    }
  }
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
