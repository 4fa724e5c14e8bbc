/** Which build of the page this is: the name of its first script ends in a hash of everything that it loads. */

const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');

/** Empty under the development server, where nothing is built. */
export const build = /-([\w-]{6,})\.js$/.exec(script?.src ?? '')?.[1] ?? '';
