// The shell of a page without charts: one offline file in the style of the report, and no script at all.
import { style } from './assets.ts';
import { colorRules, contenderStyles } from './contender-style.ts';
import { html, trusted, type Html, type Piece } from './html.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page; `contenders` get their colours as `--c0`, `--c1` and so on. */
export function staticPage(title: string, contenders: readonly string[], body: Piece): string {
  const styles = contenderStyles(contenders);
  const page: Html = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
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
        <main id="main" class="wide-page">${body}</main>
      </body>
    </html> `;
  return page.markup;
}

/** A link within the folder of the page; anything that leaves it or runs is shown as text. */
export function localLink(href: string | null, text: Piece): Html {
  const isLocal = href !== null && !/^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(href.trim());
  return isLocal ? html`<a href="${href}">${text}</a>` : html`${text}`;
}
