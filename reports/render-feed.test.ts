// The page of change feeds as markup: what must be on it, what it must not hold, and what it does with far too much.
import { describe, expect, it } from 'vitest';
import type { FeedResult, MissedChange } from '../shared/feed-result.ts';
import { feedFrame } from './feed/chart-frame.ts';
import { allFeedCharts, feedCharts } from './feed/chart-sections.ts';
import { firstSkipped } from './feed/skipped.ts';
import { hostileFeed, hugeFeed } from './fixtures/feed-hostile.ts';
import { feedMethod, feedResult, feedSamples } from './fixtures/feed-samples.ts';
import { attack } from './fixtures/hostile.ts';
import { renderFeed } from './render-feed.ts';

function textOf(page: string): string {
  return page
    .replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('\u202F', ' ')
    .replaceAll(/\s+/g, ' ');
}

function sectionOf(page: string, id: string): string {
  return new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';
}

function chartsOf(result: FeedResult) {
  return allFeedCharts(feedCharts(feedFrame(result)));
}

/** Timestamp polling that missed exactly these. */
function missing(missedChanges: MissedChange[], missed = missedChanges.length): FeedResult {
  const changes = { committed: 90_000, delivered: 90_000 - missed, superseded: 0, missed };
  return feedResult([feedMethod('timestamp-polling', 1, 0, { missedChanges, changes })]);
}

const passed: MissedChange = {
  key: '4711',
  version: 3,
  lastDelivered: 2,
  stampedAtMs: 31_204,
  committedAtMs: 33_905,
  readUpToMs: 33_870,
};

describe('why polling by time skips', () => {
  it('is drawn to scale from the first change that the cursor had passed', () => {
    const early = { ...passed, key: 'early', readUpToMs: 31_000 };
    const unknown = { ...passed, key: 'unknown', readUpToMs: null };
    const result = missing([early, unknown, passed, { ...passed, key: 'later' }]);
    expect(firstSkipped(result)?.key).toBe('4711');
    const section = sectionOf(renderFeed(result), 'skips');
    const [transaction, read] = ['open', 'read'].map((kind) =>
      /x="([\d.]+)"\s+y="\d+"\s+width="([\d.]+)"/
        .exec(section.slice(section.indexOf(`class="${kind}"`)))
        ?.slice(1)
        .map(Number),
    );
    const [stamp = 0, length = 0] = transaction ?? [];
    const [from = 0, readLength = 0] = read ?? [];
    const msPerUnit = (33_905 - 31_204) / length;
    expect((from + readLength - stamp) * msPerUnit).toBeCloseTo(33_870 - 31_204, -1);
    const words = textOf(section);
    expect(words).toContain('Row 4711 was given version 3 in a transaction that began at 31.204 s');
    expect(words).toContain('It committed at 33.905 s, 2.7 s later');
    expect(words).toContain('the feed had read up to 33.870 s, 2.7 s past the stamp');
    expect(words).toContain('believes in version 2 for good');
    expect(words).toContain('The same became of 2 of the 4 missed changes on record.');
  });

  it('says of a row nobody heard of that nobody heard of it', () => {
    const section = sectionOf(renderFeed(missing([{ ...passed, lastDelivered: null }])), 'skips');
    expect(textOf(section)).toContain('A reader of the topic has never heard of the row.');
    expect(textOf(section)).toContain('It is the only missed change on record.');
  });

  it('draws nothing that was not measured', () => {
    const unknown = missing([{ ...passed, readUpToMs: null }]);
    for (const result of [unknown, feedSamples['nothing-missed']()]) {
      const section = sectionOf(renderFeed(result), 'skips');
      expect(section).not.toContain('<svg');
      expect(textOf(section)).toContain('no change was measured that was skipped in this way');
      expect(section).toContain('pg_snapshot_xmin');
    }
    const other = sectionOf(renderFeed(feedSamples['one-method']()), 'skips');
    expect(textOf(other)).not.toContain('was measured');
  });
});

describe('the scoreboard', () => {
  it('stars the best of a row, and nobody while there is no verdict', () => {
    const page = renderFeed(feedSamples.typical());
    expect(sectionOf(page, 'scoreboard').match(/★/g)?.length).toBeGreaterThan(10);
    const doubtful = renderFeed({ ...feedSamples.typical(), conclusive: false });
    expect(sectionOf(doubtful, 'scoreboard').match(/★/g)).toHaveLength(1);
    expect(textOf(sectionOf(page, 'scoreboard'))).toContain('0 of 420 0 of 420 420 of 420 ★');
  });

  it('writes a dash for what could not be measured, and a zero for a measured zero', () => {
    const words = textOf(sectionOf(renderFeed(feedSamples.interrupted()), 'scoreboard'));
    expect(words).toContain('CPU of the feed –');
    expect(words).toContain('phantoms 0');
  });

  it('marks what was expected with a sign and a word', () => {
    const page = renderFeed(feedSamples['nothing-missed']());
    expect(textOf(sectionOf(page, 'checks'))).toMatch(
      /✗ not met found 0, expected missed > 0|✗ not met found 0, expected missed &gt; 0/,
    );
    expect(textOf(sectionOf(page, 'checks'))).toContain('✓ met found 0, expected phantoms = 0');
  });
});

describe('the missed changes', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ ...passed, key: `row-${i}` }));

  it('are shown up to fifty, and the rest is said', () => {
    const section = sectionOf(renderFeed(missing(many)), 'missed');
    expect(section.match(/<th scope="row">row-/g)).toHaveLength(50);
    expect(textOf(section)).toContain('The first 50 of 60; result.json has all of them.');
  });

  it('are not said to be all in the file when the file was cut', () => {
    const section = sectionOf(renderFeed(missing(many, 25_000)), 'missed');
    expect(textOf(section)).toContain('The first 50 of 25 000; result.json has the first 60.');
  });
});

describe('the charts', () => {
  it('have one scale per kind, the kills and phases of their own method, and leave the backlog to its own', () => {
    const charts = chartsOf(feedSamples.typical());
    expect(charts.map(({ id }) => id)).toEqual([
      ...['flow-0', 'flow-1', 'flow-2', 'delay-0', 'delay-1', 'delay-2'],
      ...['behind-all', 'backlog-all'],
    ]);
    for (const kind of ['flow', 'delay']) {
      const alike = charts.filter(({ id }) => id.startsWith(kind));
      expect(new Set(alike.map(({ x, y }) => [x.max, y.min, y.max].join())).size).toBe(1);
      expect(alike[0]?.bands.map(({ label }) => label)).toEqual([
        'feed',
        'PostgreSQL',
        'Kafka',
        'feed',
      ]);
      expect(alike[0]?.phases?.map(({ label }) => label)).toEqual([
        'calm',
        'storm',
        'drain',
        'idle',
      ]);
      expect(alike[0]?.x.max).toBe(76);
      expect(alike[0]?.series[0]?.points.at(-1)?.[0]).toBe(75.5);
    }
    const records = charts.at(-1)?.series[2]?.points.at(-1);
    expect(records).toEqual([10, 40_000]);
  });

  it('mark the seconds of missed changes in a lane above every delay', () => {
    const [timed] = chartsOf(missing([passed])).filter(({ id }) => id === 'delay-0');
    const ticks = timed?.series.at(-1)?.points;
    expect(ticks?.map(([x]) => x)).toEqual([33.5, 33.5, 33.5]);
    const highest = Math.max(...(timed?.series[0]?.points.map(([, y]) => y ?? 0) ?? []));
    expect(ticks?.[0]?.[1]).toBeGreaterThan(highest);
  });

  it('say how far behind a topic was from what was committed and what was appended', () => {
    const seconds = [
      { tMs: 0, committed: 10, delivered: 4, delayP99Ms: 5 },
      { tMs: 1000, committed: 10, delivered: 15, delayP99Ms: 5 },
      { tMs: 2000, committed: 0, delivered: 9, delayP99Ms: null },
    ];
    const one = feedMethod('logical-replication', 1, 0, {
      timeline: seconds,
      phases: [],
      faults: [],
    });
    const behind = chartsOf(feedResult([one])).find(({ id }) => id === 'behind-all');
    expect(behind?.series[0]?.points).toEqual([
      [0.5, 6],
      [1.5, 1],
      [2.5, 0],
    ]);
  });
});

describe('a page made of hostile or far too much data', () => {
  it('shows every free text as text', () => {
    const page = renderFeed(hostileFeed());
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)).toHaveLength(5);
    expect(textOf(page)).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
    const embedded = /<script type="application\/json" id="result">(.*?)<\/script>/s.exec(
      page,
    )?.[1];
    expect(JSON.parse(embedded ?? '')).toMatchObject({ warnings: [attack] });
  });

  it('stays below three megabytes, and says that it was cut', () => {
    const page = renderFeed(hugeFeed());
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
    const words = textOf(page);
    for (const said of [
      'This result holds longer lists or texts than a page can show',
      'its download leaves out the methods; result.json beside it has everything',
      'each point is the highest of 167 seconds',
    ])
      expect({ said, isSaid: words.includes(said) }).toEqual({ said, isSaid: true });
  }, 30_000);

  it('leaves no more out of its download than it must', () => {
    const lots = missing(Array.from({ length: 20_000 }, () => passed));
    const page = textOf(renderFeed(lots));
    expect(page).toContain('its download leaves out the missed changes; result.json beside it');
  });

  it('says nothing of cuts when nothing was cut', () => {
    expect(textOf(renderFeed(feedSamples.typical()))).not.toContain('than a page can show');
  });
});

it('covers the answer when the scenario has notes, and has no cover without them', () => {
  const { scenario, ...rest } = feedSamples.typical();
  expect(renderFeed({ scenario, ...rest })).toContain('id="predict"');
  const { teaching: _, ...bare } = scenario;
  expect(renderFeed({ ...rest, scenario: bare })).not.toContain('#predict"');
});

it.each(Object.keys(feedSamples))('makes a page of the sample %s without a hole in it', (name) => {
  const make = Object.entries(feedSamples).find(([one]) => one === name)?.[1];
  const words = textOf(make === undefined ? '' : renderFeed(make()));
  expect(words.length).toBeGreaterThan(2000);
  expect(words).not.toMatch(/undefined|NaN|Infinity|\[object/);
});
