// How the contenders were set up, where it ran, and how to run it again.
import type { RunResult } from '../../shared/run-result.ts';
import type { Frame } from '../chart-frame.ts';
import { loadWords } from '../fault-words.ts';
import { html, type Html, type Piece } from '../html.ts';
import { count, duration, figure, percent } from '../numbers.ts';
import { hopTable } from './hops.ts';
import { fold, section, table } from './parts.ts';

type Policy = RunResult['contenders'][number]['policy'];

/** Who was set up how. */
export interface SetUp {
  readonly name: string;
  readonly title: string;
  readonly policy: Policy;
}

/** Every setting side by side; rows that differ are marked. */
export function settingsSide(
  id: string,
  title: string,
  who: readonly SetUp[],
  ...more: Piece[]
): Html {
  const settings = [...new Set(who.flatMap(({ policy }) => Object.keys(policy)))];
  const rows = settings.map((setting) => {
    const values = who.map(({ policy }) => {
      const value = Object.hasOwn(policy, setting) ? policy[setting] : undefined;
      return value === undefined || value === null ? '–' : String(value);
    });
    const differs = new Set(values).size > 1;
    return [
      html`<code>${setting}</code>`,
      differs ? html`<strong>≠</strong>` : html`<span class="quiet">=</span>`,
      ...values,
    ];
  });
  const columns = ['setting', 'differs', ...who.map(({ name }) => name)];
  return section(
    id,
    `${title} side by side`,
    html`<ul>
      ${who.map(({ name, title: words }) => html`<li><b>${name}</b>: ${words}</li>`)}
    </ul>`,
    rows.length > 0
      ? table(title, columns, rows)
      : html`<p class="quiet">No ${title.toLowerCase()} on record.</p>`,
    ...more,
  );
}

/** The policies of the contenders, and where they spend the time of an order. */
export function policies(result: RunResult, frame: Frame): Html {
  const who = result.contenders.map(({ title, instances, ...contender }) => {
    const more = Object.entries(instances ?? {}).flatMap(([role, n]) =>
      n !== undefined && n > 1 ? [`${role} ×${n}`] : [],
    );
    return { ...contender, title: more.length > 0 ? `${title} (${more.join(', ')})` : title };
  });
  return settingsSide('policies', 'Policies', who, hopTable(frame));
}

type Fact = readonly [term: string, value: string | null];

function clusterFacts({ kafkaCluster }: RunResult['environment']): Fact[] {
  if (!kafkaCluster) return [];
  const { nodes, replicationFactor, minInSync } = kafkaCluster;
  const kept = `replication factor ${replicationFactor}, min in-sync ${minInSync}`;
  return [['Kafka cluster', `${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${kept}`]];
}

/** Where it ran. */
export function hostFacts(host: RunResult['environment']): Fact[] {
  return [
    ['Node', host.node],
    ['Kafka', host.kafka],
    ...clusterFacts(host),
    ['PostgreSQL', host.postgres],
    ['Java', host.java],
    ['infrastructure', host.infrastructure],
    [
      'machine',
      `${host.os}; ${host.cpuModel}, ${count(host.cpuCount)} cores, ${count(host.memoryMb)} MB`,
    ],
    ['load before', host.loadAverage.toFixed(2)],
    ['boot', duration(host.bootMs)],
    ['peak memory', host.peakMemoryMb === null ? null : `${count(host.peakMemoryMb)} MB`],
    ['git commit', host.gitSha],
  ];
}

/** The command that repeats the run, and the facts about it. */
export function runAgain(command: string, facts: readonly Fact[], ...more: Piece[]): Html {
  return section(
    'environment',
    'Run it again',
    html`<div class="command">
        <code id="command">${command}</code>
        <button type="button" data-copy="command">Copy</button>
      </div>
      <dl class="facts">
        ${facts.map(
          ([term, value]) =>
            html`<div>
              <dt>${term}</dt>
              <dd>${value === null || value === '' ? '–' : value}</dd>
            </div>`,
        )}
      </dl>`,
    ...more,
  );
}

function cpuTable(frame: Frame): Html | null {
  const rows = frame.drawn.flatMap(({ name, run }) => {
    const shares = new Map<string, { sum: number; most: number; seconds: number }>();
    for (const bucket of run.timeline)
      for (const [process, share] of Object.entries(bucket.cpu ?? {})) {
        const { sum, most, seconds } = shares.get(process) ?? { sum: 0, most: 0, seconds: 0 };
        shares.set(process, {
          sum: sum + share,
          most: Math.max(most, share),
          seconds: seconds + 1,
        });
      }
    return [...shares].map(([process, { sum, most, seconds }]) => [
      process,
      name,
      (sum / seconds).toFixed(2),
      most.toFixed(2),
    ]);
  });
  if (rows.length === 0) return null;
  const columns = ['process', 'contender', 'mean', 'largest second'];
  return fold('CPU per process', table('CPU per process, 1 = one core', columns, rows, 'numbers'));
}

/** Environment, seed and the command that repeats the run. */
export function environment(result: RunResult, frame: Frame): Html {
  const { environment: host, scenario } = result;
  const facts: readonly Fact[] = [
    ['seed', String(result.seed)],
    [
      'arrivals',
      scenario.loop === 'closed'
        ? `${loadWords(result)}, closed loop`
        : `${scenario.arrivalRatePerSecond} orders/s, ${scenario.arrivals}, open loop`,
    ],
    ['patience', duration(scenario.patienceMs)],
    ['request deadline', duration(scenario.requestDeadlineMs)],
    ['started', result.startedAt],
    ['took', duration(result.durationMs)],
    ...hostFacts(host),
    ['result format', `RunResult v${result.schemaVersion}`],
    [
      'generator lateness',
      frame.drawn.map(({ name, run }) => `${name} p99 ${duration(run.lateness.p99Ms)}`).join(', '),
    ],
    [
      'measuring took',
      frame.drawn
        .flatMap(({ name, run }) =>
          typeof run.harnessCpuShare === 'number'
            ? `${percent(run.harnessCpuShare, 1)} of all CPU with ${name}`
            : [],
        )
        .join(', '),
    ],
    [
      'others had',
      frame.drawn
        .flatMap(({ name, run }) =>
          typeof run.otherCores === 'number'
            ? `${figure(run.otherCores)} of ${host.cpuCount} cores with ${name}`
            : [],
        )
        .join(', '),
    ],
  ];
  return runAgain(result.command, facts, cpuTable(frame));
}
