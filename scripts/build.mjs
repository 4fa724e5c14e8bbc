// @ts-check
/** `npm run build`: the production build into `dist`, whether or not it is there. */
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
process.exit((await build()).code);
