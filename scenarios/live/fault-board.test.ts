import { kill } from 'chaos-monkey-lite';
import { describe, expect, it } from 'vitest';
import { ButtonError, FaultBoard, type HitTarget } from './fault-board.ts';
import { targetOf } from '../engine/faults/fault-schema.ts';
import type { FaultButton } from './fault-buttons.ts';

const billing: FaultButton = {
  ...{ id: 'billing-down', label: 'Billing down', key: 'b' },
  fault: { kind: 'kill', target: 'billing' },
};
const errors: FaultButton = {
  ...{ id: 'billing-503', label: 'Billing 503', key: '5' },
  fault: { kind: 'unavailable', target: 'billing', rate: 1, point: 'before' },
};
const kafka: FaultButton = {
  ...{ id: 'kafka-down', label: 'Kafka down', key: 'k' },
  fault: { kind: 'kill', target: 'kafka' },
};

const reaches = { gateway: [], ticket: [], billing: [], email: [] };

/** A contender with two processes, each up or down. */
function contender(name: 'rest' | 'broker', canStart = () => true) {
  const up = new Map([
    ['billing', true],
    ['kafka', true],
  ]);
  const target: HitTarget = {
    name,
    ground: {
      variant: { name, needs: name === 'broker' ? ['kafka'] : [], reaches },
      external: [],
    },
    realize: (source) => {
      const role = targetOf(source);
      return {
        fault: kill({
          name: role,
          pid: () => (up.get(role) ? 1 : undefined),
          kill: async () => void up.set(role, false),
          start: async () => {
            if (!canStart()) throw new Error(`${role} does not start`);
            up.set(role, true);
          },
        }),
      };
    },
  };
  return { target, up };
}

function board(...stages: HitTarget[]) {
  let now = 0;
  return new FaultBoard({
    ...{ stages, buttons: [billing, errors, kafka], clock: () => now++, onChange: () => undefined },
  });
}

describe('a fault button', () => {
  it('does the same to every contender, and undoes it', async () => {
    const rest = contender('rest');
    const broker = contender('broker');
    const buttons = board(rest.target, broker.target);
    await buttons.press('billing-down');
    expect([rest.up.get('billing'), broker.up.get('billing')]).toEqual([false, false]);
    expect(buttons.stateOf('billing-down')).toBe('on');
    expect(buttons.marks).toMatchObject([{ label: 'Billing down', untilMs: null }]);
    await buttons.release('billing-down');
    expect([rest.up.get('billing'), broker.up.get('billing')]).toEqual([true, true]);
    expect(buttons.stateOf('billing-down')).toBe('off');
    const { fromMs = 0, untilMs = null } = buttons.marks[0] ?? {};
    expect(untilMs).toBeGreaterThan(fromMs);
  });

  it('records for each contender what was done to it, or why nothing was', async () => {
    const rest = contender('rest');
    const broker = contender('broker');
    const buttons = board(rest.target, broker.target);
    await buttons.press('kafka-down');
    await buttons.release('kafka-down');
    await buttons.press('kafka-down');
    await buttons.release('kafka-down');
    expect(buttons.marks.map(({ spared }) => spared)).toEqual([['rest'], ['rest']]);
    expect(buttons.sparedBy(kafka)).toEqual({ rest: expect.stringContaining('Kafka') });
    expect(buttons.history.get(rest.target)).toMatchObject([{ notApplicable: expect.any(String) }]);
    expect(buttons.history.get(broker.target)).toMatchObject([
      { event: { kind: 'kill', target: 'kafka', healedAtMs: expect.any(Number) } },
      { event: { kind: 'kill', target: 'kafka', healedAtMs: expect.any(Number) } },
    ]);
  });

  it('cannot be pressed twice, nor while another one is done to the same target', async () => {
    const buttons = board(contender('rest').target);
    await buttons.press('billing-down');
    await expect(buttons.press('billing-down')).rejects.toThrow(ButtonError);
    await expect(buttons.press('billing-503')).rejects.toThrow(/end "Billing down" first/);
    await expect(buttons.press('no-such')).rejects.toThrow(ButtonError);
  });

  it('stays in force when it could not be undone, so that it can be tried again', async () => {
    let mayStart = false;
    const rest = contender('rest', () => mayStart);
    const buttons = board(rest.target);
    await buttons.press('billing-down');
    await expect(buttons.release('billing-down')).rejects.toThrow(/could not be ended/);
    expect(buttons.stateOf('billing-down')).toBe('on');
    mayStart = true;
    await buttons.releaseAll();
    expect(rest.up.get('billing')).toBe(true);
  });

  it('undoes for one contender what could not be done to the other', async () => {
    const rest = contender('rest');
    const broker = contender('broker');
    broker.up.set('billing', false);
    const buttons = board(rest.target, broker.target);
    await expect(buttons.press('billing-down')).rejects.toThrow(/could not be begun/);
    expect(rest.up.get('billing')).toBe(true);
    expect(buttons.stateOf('billing-down')).toBe('off');
  });

  it('is recorded also when the past is forgotten while it is being pressed', async () => {
    const broker = contender('broker');
    const buttons = board(broker.target);
    const pressing = buttons.press('billing-down');
    buttons.forget(1_000_000);
    await pressing;
    expect(buttons.history.get(broker.target)).toHaveLength(1);
  });

  it('is forgotten once its fault is over and out of sight, and not before', async () => {
    const rest = contender('rest');
    const buttons = board(rest.target);
    await buttons.press('billing-down');
    buttons.forget(1_000_000);
    expect(buttons.marks).toHaveLength(1);
    await buttons.release('billing-down');
    buttons.forget(1_000_000);
    expect(buttons.marks).toEqual([]);
    expect(buttons.history.get(rest.target)).toEqual([]);
  });
});
