// What the tests of the documents read from Markdown: files, links, headings, and the commands it tells people to type.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A document of the repository. */
export type Document = {
  /** Path from the root. */
  path: string;
  text: string;
};

/** Every Markdown file of the repository. */
export function allDocuments(): Document[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/node_modules|output[/\\]/.test(path))
    .toSorted()
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(root, path), 'utf8'),
    }));
}

/** Commands in fences without a language, line by line, comments cut off. */
export function fencedCommands({ text }: Document): string[] {
  return [...text.matchAll(/^ *```\n([^]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** Commands of npm in code inside a sentence or a table; those with a placeholder are no commands. */
export function inlineCommands({ text }: Document): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...prose.matchAll(/`(npm run [^`]+)`/g)]
    .map(([, command = '']) => command.replaceAll(/\s+/g, ' '))
    .filter((command) => !/[<…]/.test(command));
}

/** Targets of links that stay in the repository. */
export function localLinks({ text }: Document): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Headings by level, as in `2 Goal`. */
export function headings({ text }: Document): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...prose.matchAll(/^(#+) (.+)$/gm)].map(
    ([, marks = '', title]) => `${marks.length} ${title}`,
  );
}

/** The fragment by which GitHub links to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/^\d+ /, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The text below a heading of the second level. */
export function sectionOf({ text }: Document, title: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
}
