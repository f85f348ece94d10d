// The shell of a page: one offline file in the style of the report.
import { style } from './assets.ts';
import { colorRules, contenderStyles } from './contender-style.ts';
import { html, trusted, type Html, type Piece } from './html.ts';
import { policyFor, type InlineScript } from './inline-script.ts';

/** A whole page; `contenders` get their colours as `--c0`, `--c1` and so on. It runs the given scripts and no other. */
export function staticPage(
  title: string,
  contenders: readonly string[],
  body: Piece,
  scripts: readonly InlineScript[] = [],
  width: 'wide' | 'narrow' = 'wide',
): string {
  const styles = contenderStyles(contenders);
  const page: Html = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(scripts)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${trusted(style)}
          :root{${trusted(colorRules(styles, 'light'))}}
          @media (prefers-color-scheme: dark){:root:not([data-theme='light']){${trusted(colorRules(styles, 'dark'))}}}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the verdict</a>
        <main id="main" class="${width}-page">${body}</main>
        ${scripts.map(({ element }) => element)}
      </body>
    </html> `;
  return page.markup;
}

/** A link within the folder of the page; anything that leaves it or runs is shown as text. */
export function localLink(href: string | null, text: Piece): Html {
  const isLocal = href !== null && !/^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(href.trim());
  return isLocal ? html`<a href="${href}">${text}</a>` : html`${text}`;
}
