// The doctor reads the allowed Node versions from package.json, so that they stand in one place only.

/** Whether a version fits a range of `>=` and `<` bounds joined by blanks and `||`, as in ">=20.19 <21 || >=22.12". */
export function satisfies(version: string, range: string): boolean {
  return range.split('||').some((alternative) =>
    alternative
      .trim()
      .split(/\s+/)
      .every((bound) => {
        const [, operator, limit] = /^(>=|<)(\d[\d.]*)$/.exec(bound) ?? [];
        if (operator === undefined || limit === undefined) return false;
        const order = compare(version, limit);
        return operator === '<' ? order < 0 : order >= 0;
      }),
  );
}

function compare(left: string, right: string): number {
  const parts = (text: string): number[] => text.split('.').map(Number);
  const [a, b] = [parts(left), parts(right)];
  const differing = [0, 1, 2].find((index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return differing === undefined ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}
