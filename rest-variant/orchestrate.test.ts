import { describe, expect, it } from 'vitest';
import { newOrder, type Order, type OrderEvent } from '../shared/domain/order.ts';
import { driveToDecision, takeStep } from './orchestrate.ts';
import { domainPlan, planOf } from './plan.ts';
import { plantedProfiles } from './planted.ts';
import { restProfiles } from './policy.ts';
import type { CallResult, Transport } from './transport.ts';

const order = newOrder({
  ...{ orderId: '11111111-1111-4111-8111-111111111111', flight: 'RB1000', seats: 1 },
  ...{ card: '4242424242424242', email: 'user@example.com' },
});
const answered = (event: OrderEvent): CallResult => ({ kind: 'answered', event });
const gaveUp: CallResult = {
  ...{ kind: 'gave-up', status: 503, detail: 'billing is unreachable', effectPossible: false },
};

function world(...results: CallResult[]) {
  const commands: string[] = [];
  const saved: Order[] = [];
  const transport: Transport = {
    call: (_order, command) => {
      commands.push(command.type);
      return Promise.resolve(results[commands.length - 1] ?? gaveUp);
    },
    chargeAttempts: () => 0,
    breakerState: () => 'none',
  };
  const save = (o: Order) => {
    saved.push(o);
    return Promise.resolve();
  };
  return { commands, saved, transport, save, plan: domainPlan };
}

describe('the REST interpreter', () => {
  it('calls the services in turn, saves every step, and does not wait for the mail', async () => {
    const w = world(answered({ type: 'tickets-reserved' }), answered({ type: 'card-charged' }));
    const result = await driveToDecision(order, 0, { ...w, policy: restProfiles.plain }, false);
    expect(w.commands).toEqual(['reserve-tickets', 'charge-card']);
    expect(w.saved.map((o) => o.state.step)).toEqual(['reserved', 'confirmed']);
    expect(result.failure).toBeUndefined();
  });

  it('leaves a failed order as it is without compensation: its seats stay held', async () => {
    const w = world(answered({ type: 'tickets-reserved' }), gaveUp);
    const result = await driveToDecision(order, 0, { ...w, policy: restProfiles.plain }, false);
    expect(result).toMatchObject({ failure: gaveUp, order: { state: { step: 'reserved' } } });
    expect(w.saved).toHaveLength(1);
  });

  it('records what a failed order owes with durable compensation', async () => {
    const w = world(answered({ type: 'tickets-reserved' }), gaveUp);
    await driveToDecision(order, 0, { ...w, policy: restProfiles.hardened }, false);
    expect(w.saved.at(-1)?.state).toEqual({ step: 'releasing', reason: 'unavailable' });
  });

  it('does not trust a refusal for an order that somebody else began: a charge may be under way', async () => {
    const reserved: Order = { ...order, state: { step: 'reserved' } };
    const w = world(gaveUp);
    await driveToDecision(reserved, 0, { ...w, policy: restProfiles.hardened }, true);
    expect(w.saved.at(-1)?.state).toEqual({ step: 'voiding', reason: 'unavailable' });
  });

  it('has decided a declined order even when the release must wait', async () => {
    const w = world(
      answered({ type: 'tickets-reserved' }),
      answered({ type: 'card-declined' }),
      gaveUp,
    );
    const result = await driveToDecision(order, 0, { ...w, policy: restProfiles.hardened }, false);
    expect(result).toEqual({ order: w.saved.at(-1) });
    expect(result.order.state).toEqual({ step: 'releasing', reason: 'card-declined' });
  });

  it('takes owed steps one at a time and says when one must wait', async () => {
    const owed: Order = { ...order, state: { step: 'voiding', reason: 'unavailable' } };
    const w = world(answered({ type: 'charge-voided' }), gaveUp);
    const next = await takeStep(owed, 0, w);
    expect(next?.state.step).toBe('releasing');
    expect(next && (await takeStep(next, 0, w))).toBeUndefined();
  });
});

describe('the planted plans', () => {
  const drive = (profile: keyof typeof plantedProfiles, ...results: CallResult[]) => {
    const policy = plantedProfiles[profile];
    const w = { ...world(...results), plan: planOf(policy) };
    return driveToDecision(order, 0, { ...w, policy }, false).then((result) => ({ ...w, result }));
  };

  it('charge first: when the seats are refused the charge stays, and nothing is owed', async () => {
    const w = await drive(
      'planted-charge-before-reserve',
      answered({ type: 'card-charged' }),
      answered({ type: 'tickets-refused', reason: 'sold-out' }),
    );
    expect(w.commands).toEqual(['charge-card', 'reserve-tickets']);
    expect(w.result.order.state).toEqual({ step: 'rejected', reason: 'sold-out' });
  });

  it('charge first: confirms an order that fits', async () => {
    const w = await drive(
      'planted-charge-before-reserve',
      answered({ type: 'card-charged' }),
      answered({ type: 'tickets-reserved' }),
    );
    expect(w.result.order.state).toEqual({ step: 'confirmed', mail: 'owed' });
  });

  it('swallowed mail: a confirmed order owes nothing, so that nobody ever sends it again', async () => {
    const w = await drive(
      'planted-swallowed-mail',
      answered({ type: 'tickets-reserved' }),
      answered({ type: 'card-charged' }),
    );
    expect(w.result.order.state).toEqual({ step: 'confirmed', mail: 'sent' });
  });
});
