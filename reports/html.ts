// A tagged template that escapes every value by default, so no text from a result can become markup.

/** Markup that is already safe; only `html`, `join` and `trusted` make it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

/** What may stand in a `${}` of `html`: text and numbers are escaped, `Html` is kept, `null` and `false` vanish. */
export type Piece = string | number | Html | null | false | readonly Piece[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it must be written in markup, also inside quoted attributes. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

function markupOf(piece: Piece): string {
  if (piece === null || piece === false) return '';
  if (piece instanceof Html) return piece.markup;
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(markupOf).join('');
}

/** Builds markup; every interpolated string is escaped. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(
    parts.map((part, i) => part + (i < pieces.length ? markupOf(pieces[i] ?? null) : '')).join(''),
  );
}

/** Our own files only (style, script): goes in as it is. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** JSON that cannot close the script element it stands in. */
export function jsonForScript(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', String.raw`\u003c`));
}
