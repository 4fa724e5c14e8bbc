/** One shader for several independent programs: each keeps its statements, in a function of its own, and takes whole workgroups. */
import type { WgslProgram } from '../kernel.ts';
import { workgroupSize } from './pipelines.ts';

export interface Member {
  program: WgslProgram;
  /** The shader's name of each array of the program. */
  arrays: Readonly<Record<string, string>>;
}

const declaration = /\b(?:fn|const|struct|alias|override|var<private>)\s+(\w+)/g;

/** Gives identifiers other names; members of vectors and structures, which stand behind a dot, keep theirs. */
function renamed(text: string, names: Readonly<Record<string, string>>): string {
  const known = Object.keys(names);
  if (known.length === 0) return text;
  const pattern = new RegExp(`(?<![.\\w])(?:${known.join('|')})\\b`, 'g');
  return text.replaceAll(pattern, (name) => names[name] ?? name);
}

/** Invocations of a program that takes whole workgroups. */
export const paddedThreads = ({ threads }: WgslProgram): number => Math.ceil(threads / workgroupSize) * workgroupSize;

export function mergedProgram(members: readonly Member[]): WgslProgram {
  const helpers: string[] = [];
  const branches: string[] = [];
  let start = 0;
  for (const [index, { program, arrays }] of members.entries()) {
    const own = program.helpers ?? '';
    const functions = [...own.matchAll(declaration)].flatMap(([, name]) => (name === undefined ? [] : [name]));
    const names = { ...Object.fromEntries(functions.map((name) => [name, `${name}_${index}`])), ...arrays };
    helpers.push(renamed(own, names));
    helpers.push(`fn member_${index}(i: u32) {\n  if (i >= ${program.threads}u) { return; }\n  ${renamed(program.body, names)}\n}`);
    const end = start + paddedThreads(program);
    branches.push(`if (i < ${end}u) { member_${index}(i - ${start}u); }`);
    start = end;
  }
  return { threads: start, helpers: helpers.join('\n'), body: branches.join(' else ') };
}
