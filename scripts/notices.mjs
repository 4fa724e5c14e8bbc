// @ts-check
/**
 * Writes THIRD-PARTY-NOTICES.md: the licences of the installed production packages, each text once with the packages it covers.
 * With `--check` it only tells whether the file is up to date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/process.mjs';

const file = join(root, 'THIRD-PARTY-NOTICES.md');

/**
 * @typedef {{ dev?: boolean, devOptional?: boolean, optional?: boolean }} Entry
 * @typedef {{ name?: string, version?: string, license?: string, author?: string | { name?: string }, packages?: Record<string, Entry> }} Manifest
 * @param {string} path
 * @returns {Manifest}
 */
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The long text that LICENSE holds already, with the advice for those who apply it. @param {string} text */
const shorten = (text) =>
  text.replace(
    /\s*Apache License\s+Version 2\.0, January 2004[\s\S]*?END OF TERMS AND CONDITIONS(\s+APPENDIX: How to apply[\s\S]*?identification within third-party archives\.)?/,
    '\nApache License, Version 2.0: the text is in the file LICENSE.\n',
  );

/** The licence and notice files of a package; where it ships none, what its manifest says. @param {string} folder */
function texts(folder) {
  const found = readdirSync(join(root, folder))
    .filter((name) => /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i.test(name))
    .sort();
  if (found.length > 0)
    return found.map((name) => shorten(readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n')).trim()).join('\n\n');
  const { license, author } = json(`${folder}/package.json`);
  const by = typeof author === 'object' ? author.name : author;
  return `${license} licence${by === undefined ? '' : `, by ${by}`}. ${license === 'Apache-2.0' ? 'The text is in the file LICENSE.' : 'The package ships no text of its own.'}`;
}

/** Folder of every package that `npm ci --omit=dev` would install. */
const folders = Object.entries(json('package-lock.json').packages ?? {})
  .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !entry.optional && existsSync(join(root, path)))
  .map(([path]) => path);

/** @type {Map<string, Set<string>>} */
const groups = new Map();
for (const folder of folders) {
  const { name, version } = json(`${folder}/package.json`);
  const text = texts(folder);
  groups.set(text, (groups.get(text) ?? new Set()).add(`${name} ${version}`));
}

const sections = [...groups]
  .map(([text, names]) => ({ names: [...names].sort().join(', '), text }))
  .sort((a, b) => (a.names < b.names ? -1 : 1))
  .map(({ names, text }) => `## ${names}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
const content = `# Third-party notices

Ablate is distributed with parts of the packages below. Written by \`npm run notices\` from what is installed.

${sections.join('\n')}`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, content);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
  console.error('THIRD-PARTY-NOTICES.md is out of date: `npm run notices` writes it anew.');
  process.exit(1);
}
