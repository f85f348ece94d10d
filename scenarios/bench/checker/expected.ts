// What the checker must find in the bench's mixture, by arithmetic on the recipes: it knows nothing of the checker's ways.
import { zeroCounts } from '../../../shared/domain/outcome-names.ts';
import type { ContenderRun } from '../../../shared/run-result.ts';
import { plantedDrift } from './fill.ts';
import { spreadMs, recipeOf, type Amounts } from './orders.ts';
import { stray, type Recipe } from './recipes.ts';

/** Figures of a run that the mixture decides. */
type Figures = Record<string, number | null>;

/** The figures that must come out. */
export function expectedFigures(amounts: Amounts): Figures {
  const outcomes = zeroCounts();
  const adds = {
    ...{ mailMissing: 0, mailDuplicate: 0, contradicted: 0, compensated: 0, money: 0, amounts: 0 },
  };
  const answer: number[] = [];
  const decision: number[] = [];
  const email: number[] = [];
  const count = (recipe: Recipe) => {
    outcomes[recipe.outcome]++;
    for (const name of ['mailMissing', 'mailDuplicate', 'contradicted', 'compensated'] as const)
      adds[name] += recipe.adds?.[name] ?? 0;
    adds.money += recipe.adds?.money ?? 0;
    adds.amounts += recipe.adds?.amounts ?? 0;
  };
  for (let n = 0; n < amounts.scheduled; n++) {
    const recipe = recipeOf(n);
    count(recipe);
    const { client, row, mails } = recipe;
    if (client && client.answer !== 'unknown') answer.push(client.afterMs + spreadMs(n));
    const decidedMs = row?.decidedMs ?? null;
    if (decidedMs !== null) decision.push(decidedMs + spreadMs(n));
    if (decidedMs !== null && mails > 0) email.push(decidedMs + 10 + spreadMs(n));
  }
  for (let n = 0; n < amounts.strays; n++) count(stray);
  const refused = outcomes.refused + outcomes.abandoned;
  const silent = outcomes['dead-lettered'] + outcomes.vanished + outcomes['stuck-pending'];
  const leak = outcomes['orphan-seat'];
  const harm =
    outcomes.phantom +
    outcomes['double-charge'] +
    outcomes['ghost-charge'] +
    outcomes['unpaid-ticket'] +
    outcomes['false-confirm'];
  const good = outcomes.confirmed + outcomes.recovered + outcomes.rejected;
  const total = amounts.scheduled + amounts.strays;
  return flat({
    offered: amounts.scheduled,
    outcomes,
    lost: { total: refused + silent + leak + harm, refused, silent, leak, harm },
    flags: {
      ...{ mailMissing: adds.mailMissing, mailDuplicate: adds.mailDuplicate },
      ...{ contradicted: adds.contradicted, compensated: adds.compensated },
    },
    violations: {
      'never-oversold': 0,
      'seats-add-up': plantedDrift,
      'money-adds-up': adds.money,
      'amounts-right': adds.amounts,
    },
    // The timeline counts orders of the schedule only.
    timeline: {
      offered: amounts.scheduled,
      answered: amounts.scheduled - outcomes['not-offered'],
      settled: decision.length,
      lost: refused + silent + leak + harm - amounts.strays,
    },
    summary: {
      offered: amounts.scheduled,
      lost: refused + silent + leak + harm - amounts.strays,
    },
    fates: {
      notGood: total - good,
      good: good === 0 ? 0 : Math.ceil(good / Math.max(1, Math.ceil(good / 4_000))),
    },
    answer: latency(answer, amounts.scheduled),
    decision: latency(decision, amounts.scheduled),
    email: latency(email, amounts.scheduled),
    warmUpCharges: amounts.warmUp,
  });
}

/** The same figures as a run has them. */
export function figuresOf(run: ContenderRun, warmUpCharges: number): Figures {
  const sum = <T>(items: T[], of: (item: T) => number) => items.reduce((n, i) => n + of(i), 0);
  const { refused, silent, leak, harm, total } = run.lostOrders;
  const { mailMissing, mailDuplicate, contradicted, compensated } = run.flags;
  const { timeline, summary, fates } = run;
  const isGood = new Set(['confirmed', 'recovered', 'rejected']);
  const good = fates.filter(([, outcome]) => isGood.has(outcome)).length;
  return flat({
    offered: run.offered,
    outcomes: run.outcomes,
    lost: { total, refused, silent, leak, harm },
    flags: { mailMissing, mailDuplicate, contradicted, compensated },
    violations: Object.fromEntries(run.invariants.map(({ id, count }) => [id, count])),
    timeline: {
      offered: sum(timeline, (b) => b.offered),
      answered: sum(timeline, (b) => sum(Object.values(b.answered), (n) => n)),
      settled: sum(timeline, (b) => b.settled),
      lost: sum(timeline, (b) => b.lost),
    },
    summary: { offered: sum(summary, (s) => s.offered), lost: sum(summary, (s) => s.lost) },
    fates: { notGood: fates.length - good, good },
    answer: run.latencyMs.answer ?? {},
    decision: run.latencyMs.decision ?? {},
    email: run.latencyMs.email ?? {},
    warmUpCharges,
  });
}

/** One sentence for every figure that is not as it must be, and for every one that is missing. */
export function deviations(found: Figures, expected: Figures): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) =>
    found[name] === expected[name]
      ? []
      : [`${name} is ${found[name] ?? 'missing'}, not ${expected[name] ?? 'expected at all'}`],
  );
}

function latency(reached: number[], orders: number): Figures {
  const sorted = Float64Array.from(reached).toSorted();
  // In hundredths, so that no product is a hair above a whole number.
  const at = (percent: number) => sorted[Math.ceil((percent * orders) / 100) - 1];
  const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms * 10) / 10);
  return {
    ...{ p50: rounded(at(50)), p95: rounded(at(95)), p99: rounded(at(99)) },
    ...{ max: rounded(sorted.at(-1)), count: reached.length, missing: orders - reached.length },
  };
}

function flat(nested: Record<string, number | Figures>): Figures {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([name, value]) =>
      typeof value === 'number'
        ? [[name, value]]
        : Object.entries(value).map(([part, n]) => [`${name}.${part}`, n]),
    ),
  );
}
