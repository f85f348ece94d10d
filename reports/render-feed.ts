// Turns a FeedResult into one self-contained HTML page: no network, nothing hand-written.
import type { FeedResult } from '../shared/feed-result.ts';
import { staticPage } from './document.ts';
import { feedFindings, feedVerdict } from './feed-words.ts';
import { html } from './html.ts';
import { bullets } from './sections/parts.ts';

/** The whole page as one HTML document. */
export function renderFeed(result: FeedResult): string {
  return staticPage(
    result.scenario.title,
    result.methods.map(({ name }) => name),
    html`<h1>${result.scenario.title}</h1>
      <p class="verdict" id="verdict">${feedVerdict(result)}</p>
      ${bullets(feedFindings(result))}`,
  );
}
