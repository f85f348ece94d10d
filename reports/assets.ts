// Reads the files that are inlined into every report: Chart.js, its annotation plugin, our style and our script.
import { readFileSync } from 'node:fs';

function read(url: URL): string {
  return readFileSync(url, 'utf8')
    .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '')
    .trimEnd();
}

function own(path: string): string {
  return read(new URL(path, import.meta.url));
}

const styleFiles = [
  'theme',
  'page',
  'tables',
  'figures',
  'journey',
  'suite',
  'feed',
  'narrow-and-print',
];
const clientFiles = [
  'theme',
  'units',
  'annotations',
  'draw',
  'picture',
  'download',
  'controls',
  'journeys',
  'start',
];

/** The page's style without the contenders' colours. */
export const style = styleFiles.map((name) => own(`./style/${name}.css`)).join('\n');

/** Chart.js and the annotation plugin, which registers itself; the package exports only its entry, so we look beside it. */
export const libraries: readonly string[] = [
  read(new URL('./chart.umd.min.js', import.meta.resolve('chart.js'))),
  read(
    new URL('./chartjs-plugin-annotation.min.js', import.meta.resolve('chartjs-plugin-annotation')),
  ),
];

function withoutModules(source: string): string {
  return source.replaceAll(/^import [^;]*;$/gm, '').replaceAll(/^export /gm, '');
}

/** Our own script: modules for the reader of the code, one plain block for the page. */
export const script = `{\n${clientFiles.map((name) => withoutModules(own(`./client/${name}.js`))).join('\n')}\n}`;

/** The script of the page of past runs. */
export const filterScript = `{\n${own('./client/filter.js')}\n}`;
