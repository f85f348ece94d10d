// Scripts that a page may run: named by their hash in its policy, so that no other script ever runs in it.
import { createHash } from 'node:crypto';
import { trusted, type Html } from './html.ts';

/** A script element and the name by which a Content-Security-Policy lets it run. */
export interface InlineScript {
  readonly element: Html;
  readonly allowed: string;
}

/** Our own source as an inline script. */
export function inlineScript(source: string): InlineScript {
  const hash = createHash('sha256').update(source).digest('base64');
  // The hash covers every character between the tags: no template may put white space there.
  return { element: trusted(`<script>${source}</script>`), allowed: `'sha256-${hash}'` };
}

/** The policy of a page that may run these scripts and fetch nothing. */
export function policyFor(scripts: readonly InlineScript[]): string {
  const allowed = scripts.length === 0 ? "'none'" : scripts.map((one) => one.allowed).join(' ');
  return `default-src 'none'; script-src ${allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
}
