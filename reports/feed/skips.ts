// Why polling by time skips: one measured change drawn to scale, the three reads, and every missed change.
import type { FeedResult, MethodResult, MissedChange } from '../../shared/feed-result.ts';
import { html, type Html } from '../html.ts';
import { count, duration } from '../numbers.ts';
import { fold, section, table } from '../sections/parts.ts';
import { skipPicture } from './skip-picture.ts';
import { atSecond, firstSkipped, skippedWords, type Skipped } from './skipped.ts';

const general =
  'now() is the time at which a transaction began, and a row can be seen only when it commits. A feed that has meanwhile read rows with later stamps asks only for stamps later still: whatever commits behind its cursor is never asked for again. Reading only up to some seconds ago makes this rarer and every change later; no wait is long enough for every transaction.';

const reads: Record<MethodResult['name'], { sql: string; why: string }> = {
  'timestamp-polling': {
    sql: `SELECT * FROM streamed_table
WHERE (last_updated, id) > ($stamp, $id)
  AND last_updated < LOCALTIMESTAMP
ORDER BY last_updated, id
LIMIT $batch`,
    why: 'It skips: the order of the stamps is the order in which transactions began, and rows appear in the order in which they commit.',
  },
  'snapshot-polling': {
    sql: `SELECT * FROM streamed_table
WHERE (change_xid, id) > ($xid, $id)    -- xid8, set by a trigger
  AND change_xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY change_xid, id
LIMIT $batch`,
    why: 'It cannot skip: it reads only below the oldest transaction still running, and nothing can appear there any more. For the same reason one long transaction holds everything back.',
  },
  'logical-replication': {
    sql: `START_REPLICATION SLOT feed LOGICAL 0/0
  (proto_version '1', publication_names 'feed')`,
    why: 'It cannot skip: the log holds every change, and PostgreSQL hands over whole transactions in the order of their commits. The slot keeps the log until the feed has acknowledged it.',
  },
};

function theReads(): Html {
  return fold(
    'What each method asks for (SQL, without the plumbing)',
    html`${Object.entries(reads).map(
      ([name, { sql, why }]) =>
        html`<h3>${name}</h3>
          <pre class="sql" tabindex="0" aria-label="What ${name} asks for"><code>${sql}</code></pre>
          <p>${why}</p>`,
    )}`,
  );
}

function alikeWords({ alike, listed }: Skipped): string {
  if (listed === 1) return 'It is the only missed change on record.';
  const share = alike === listed ? 'all' : `${count(alike)} of the`;
  return `The same became of ${share} ${count(listed)} missed changes on record.`;
}

/** One measured change, drawn to scale; a sentence when there is none. */
export function whyItSkips(result: FeedResult): Html {
  const found = firstSkipped(result);
  const title = 'Why polling by time skips';
  if (found === null)
    return section(
      'skips',
      title,
      html`<p>
        ${result.methods.some(({ name }) => name === 'timestamp-polling') ? 'In this run no change was measured that was skipped in this way. ' : ''}${general}
      </p>`,
      theReads(),
    );
  const words = skippedWords(found);
  return section(
    'skips',
    title,
    html`<p>
        The first change of this run that timestamp-polling skipped, to scale; seconds after the
        start.
      </p>
      <div class="scroll" tabindex="0" role="group" aria-label="A skipped change, drawn to scale">
        ${skipPicture(found, words.join(' '))}
      </div>
      <p class="told">${words.join(' ')}</p>
      <p>${alikeWords(found)}</p>
      <p class="quiet">${general}</p>`,
    theReads(),
  );
}

const shown = 50;

function missedRow(one: MissedChange): string[] {
  return [
    one.key,
    count(one.version),
    one.lastDelivered === null ? 'never heard of it' : count(one.lastDelivered),
    atSecond(one.stampedAtMs),
    one.readUpToMs === null ? '–' : atSecond(one.readUpToMs),
    one.committedAtMs === null ? '–' : atSecond(one.committedAtMs),
    one.committedAtMs === null ? '–' : duration(one.committedAtMs - one.stampedAtMs),
  ];
}

function missedOf({ name, changes, missedChanges: all }: MethodResult): Html | null {
  if (changes.missed === 0) return null;
  const columns = [
    ...['row', 'version', 'a reader believes in', 'stamped at', 'feed had read up to'],
    ...['committed at', 'stamp to commit'],
  ];
  const rest =
    changes.missed > Math.min(shown, all.length)
      ? html`<p class="quiet">
          The first ${count(Math.min(shown, all.length))} of ${count(changes.missed)}; result.json
          has ${all.length < changes.missed ? `the first ${count(all.length)}` : 'all of them'}.
        </p>`
      : null;
  return html`${fold(`${name}: ${count(changes.missed)}`, table(`Missed by ${name}, by time of commit`, columns, all.slice(0, shown).map(missedRow), 'numbers'))}${rest}`;
}

/** The missed changes of every method, the first of them as rows. */
export function missedChanges({ methods }: FeedResult): Html {
  const found = methods.map(missedOf).filter((part) => part !== null);
  return section(
    'missed',
    'Every missed change',
    found.length === 0 ? html`<p>No change was missed.</p>` : html`${found}`,
  );
}
