// The comparison as lines of text for the terminal. Pure.
import { differenceWords, measuredWords } from '../../reports/comparison-words.ts';
import type { Comparison } from '../../reports/comparison.ts';

/** One block per contender; columns are aligned over all of them. */
export function comparisonTable({ contenders }: Comparison): string[] {
  const blocks = contenders.map(({ name, figures }) => [
    [name, 'A', 'B', 'B − A', ''],
    ...figures.map((figure) => [
      `  ${figure.title}`,
      measuredWords(figure.before, figure.unit),
      measuredWords(figure.after, figure.unit),
      differenceWords(figure),
      figure.change === 'not comparable' ? figure.because : figure.change,
    ]),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...blocks.flat().map((line) => line[column]?.length ?? 0)),
  );
  return blocks.flatMap((block) => [
    ...block.map((line) =>
      line
        .map((text, i) =>
          i === 0 ? text.padEnd(widths[0] ?? 0) : i < 4 ? text.padStart(widths[i] ?? 0) : text,
        )
        .join('  ')
        .trimEnd(),
    ),
    '',
  ]);
}
