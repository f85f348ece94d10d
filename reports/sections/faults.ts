// The faults as measured for each contender, and those a contender could not be given.
import type { Frame } from '../chart-frame.ts';
import { faultName } from '../fault-name.ts';
import { isMeasured } from '../fault-words.ts';
import { html, type Html } from '../html.ts';
import { count } from '../numbers.ts';
import { fold, table } from './parts.ts';

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Folded: every fault of every contender, planned and measured. */
export function faultTable(frame: Frame): Html {
  const rows = frame.drawn.flatMap(({ name, run }) =>
    run.faults.map((fault) => {
      if (!isMeasured(fault))
        return [
          name,
          fault.target,
          fault.kind,
          '–',
          '–',
          '–',
          '–',
          html`<span class="quiet">not applicable: ${fault.notApplicable}</span>`,
        ];
      const settings = Object.entries(fault.params).map(
        ([key, value]) => `${key} ${String(value)}`,
      );
      const pids =
        fault.pidBefore === undefined
          ? []
          : [`pid ${fault.pidBefore} → ${fault.pidAfter ?? 'never back'}`];
      return [
        name,
        fault.target,
        fault.kind,
        `${seconds(fault.plannedAtMs)} – ${seconds(fault.plannedHealMs)}`,
        seconds(fault.injectedAtMs),
        fault.healedAtMs === null ? 'never' : seconds(fault.healedAtMs),
        fault.hits === undefined ? '–' : count(fault.hits),
        [...settings, ...pids, ...(fault.note === undefined ? [] : [fault.note])].join(', '),
      ];
    }),
  );
  if (rows.length === 0) return html`<p class="quiet">No fault was part of this run.</p>`;
  const columns = [
    'contender',
    'target',
    'fault',
    'planned',
    'started',
    'healed',
    'hits',
    'settings',
  ];
  return fold('The faults, as measured', table('Faults, planned and measured', columns, rows));
}

/** What a contender was spared because it has no such part; said openly, never folded. */
export function sparedNotes(frame: Frame): Html {
  const notes = frame.drawn.flatMap(({ name, run }) =>
    run.faults.flatMap((fault) =>
      isMeasured(fault)
        ? []
        : [`${name} – ${faultName(fault)}: not applicable, ${fault.notApplicable}.`],
    ),
  );
  return html`${notes.map((note) => html`<p class="quiet">${note}</p>`)}`;
}
