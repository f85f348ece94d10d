// Presses fault buttons: the same fault on every contender at once, its instants on record, and everything heals in the end.
import type { Heal, ScheduledEvent } from 'chaos-monkey-lite';
import type { Clock } from '../engine/load.ts';
import { whyNotApplicable, type Ground } from '../engine/faults/applicability.ts';
import { targetOf, type ScenarioFault } from '../engine/faults/fault-schema.ts';
import type { Realized } from '../engine/faults/plan-faults.ts';
import type { FaultButton } from './fault-buttons.ts';

/** A contender, as far as faults are concerned. */
export type HitTarget = {
  name: string;
  ground: Ground;
  /** The fault, ready to be injected; `id` is unique among the faults in force. */
  realize(source: ScenarioFault, id: string): Realized;
};

/** What a button shows. */
export type ButtonState = 'off' | 'starting' | 'on' | 'ending';

/** What was done to one contender; `event` fills up as it happens. */
export type Recorded = { button: FaultButton; source: ScenarioFault } & (
  { realized: Realized; event: ScheduledEvent } | { notApplicable: string }
);

/** One pressing of a button, for every chart: ms on the session's clock. */
export type Mark = {
  id: number;
  label: string;
  fromMs: number;
  untilMs: number | null;
  /** Contenders that it was not done to. */
  spared: string[];
};

/** A request that makes no sense in the present state; the message is for the person at the button. */
export class ButtonError extends Error {}

const statesThatHold: ReadonlySet<ButtonState> = new Set(['starting', 'on', 'ending']);

/** The buttons of a session. */
export class FaultBoard {
  readonly marks: Mark[] = [];
  /** What was done to each contender, oldest first. */
  readonly history = new Map<HitTarget, Recorded[]>();
  readonly #states = new Map<string, ButtonState>();
  readonly #heals = new Map<string, { heal: () => Promise<void>; mark: Mark }>();
  readonly #clock: Clock;
  readonly #stages: HitTarget[];
  readonly #buttons: readonly FaultButton[];
  readonly #onChange: () => void;
  readonly #pressing = new Set<Promise<void>>();
  #presses = 0;

  constructor(options: {
    stages: HitTarget[];
    buttons: readonly FaultButton[];
    clock: Clock;
    onChange: () => void;
  }) {
    this.#stages = options.stages;
    this.#buttons = options.buttons;
    this.#clock = options.clock;
    this.#onChange = options.onChange;
    for (const stage of options.stages) this.history.set(stage, []);
  }

  stateOf(id: string): ButtonState {
    return this.#states.get(id) ?? 'off';
  }

  /** Why a button does nothing to a contender, by contender; empty when it hits all. */
  sparedBy(button: FaultButton): Record<string, string> {
    return Object.fromEntries(
      this.#stages.flatMap(({ name, ground }) => {
        const why = whyNotApplicable(button.fault, ground);
        return why === undefined ? [] : [[name, why]];
      }),
    );
  }

  /** Presses a button. Rejects with ButtonError when that makes no sense now, else when a fault cannot be injected. */
  async press(id: string): Promise<void> {
    const pressing = this.#press(id);
    this.#pressing.add(pressing);
    await pressing.finally(() => this.#pressing.delete(pressing));
  }

  async #press(id: string): Promise<void> {
    const button = this.#buttons.find((b) => b.id === id);
    if (!button) throw new ButtonError(`there is no button "${id}"`);
    if (this.stateOf(id) !== 'off') throw new ButtonError(`${button.label}: already pressed`);
    const target = targetOf(button.fault);
    const rival = this.#buttons.find(
      (b) => b.id !== id && targetOf(b.fault) === target && statesThatHold.has(this.stateOf(b.id)),
    );
    // A killed process forgets its other faults, and one that is away cannot be told of any.
    if (rival) throw new ButtonError(`end "${rival.label}" first: both are done to ${target}`);
    this.#set(id, 'starting');
    const mark: Mark = {
      ...{ id: this.#presses++, label: button.label },
      ...{ fromMs: this.#clock(), untilMs: null, spared: Object.keys(this.sparedBy(button)) },
    };
    const heals: Heal[] = [];
    const healAll = async () => {
      const failed = (await Promise.allSettled(heals.map((heal) => heal()))).flatMap((result) =>
        result.status === 'rejected' ? [result.reason] : [],
      );
      if (failed.length > 0) throw new AggregateError(failed, `${button.label} could not be ended`);
    };
    this.marks.push(mark);
    this.#heals.set(id, { heal: healAll, mark });
    const done = await Promise.allSettled(
      this.#stages.map(async (stage) => {
        const heal = await this.#inject(button, stage);
        if (heal) heals.push(heal);
      }),
    );
    const wrong = done.find((result) => result.status === 'rejected');
    this.#set(id, 'on');
    if (wrong) {
      await this.release(id);
      throw new Error(`${button.label} could not be begun`, { cause: wrong.reason });
    }
    if (button.forMs !== undefined)
      setTimeout(() => void this.release(id).catch(() => undefined), button.forMs).unref();
  }

  /** Ends a fault; does nothing when it is not in force. */
  async release(id: string): Promise<void> {
    const held = this.#heals.get(id);
    if (!held || this.stateOf(id) !== 'on') return;
    this.#set(id, 'ending');
    try {
      await held.heal();
      this.#heals.delete(id);
      held.mark.untilMs = this.#clock();
      this.#set(id, 'off');
    } catch (error) {
      // Still in force: the button can be pressed again to end it.
      this.#set(id, 'on');
      throw error;
    }
  }

  /** Ends everything that is in force, also what is only just beginning. */
  async releaseAll(): Promise<void> {
    await Promise.allSettled(this.#pressing);
    await Promise.all([...this.#heals.keys()].map((id) => this.release(id)));
  }

  /** Forgets what ended before `atMs`. */
  forget(atMs: number): void {
    const ended = ({ untilMs }: Mark) => untilMs !== null && untilMs < atMs;
    this.marks.splice(0, this.marks.length, ...this.marks.filter((mark) => !ended(mark)));
    // In place: a fault that is just being injected will write into this very list.
    for (const records of this.history.values())
      records.splice(
        0,
        records.length,
        ...records.filter(
          (record) => !('event' in record) || (record.event.healedAtMs ?? atMs) >= atMs,
        ),
      );
  }

  async #inject(button: FaultButton, stage: HitTarget): Promise<Heal | undefined> {
    const records = this.history.get(stage);
    const source = button.fault;
    const notApplicable = whyNotApplicable(source, stage.ground);
    if (notApplicable !== undefined) {
      if (!records?.some((record) => record.button === button))
        records?.push({ button, source, notApplicable });
      return undefined;
    }
    const realized = stage.realize(source, button.id);
    const { fault } = realized;
    const atMs = this.#clock();
    const pidBefore = fault.pid?.();
    const heal = await fault.inject();
    const event: ScheduledEvent = {
      ...{ kind: fault.kind, target: fault.target, atMs, untilMs: Number.POSITIVE_INFINITY },
      ...{ injectedAtMs: this.#clock(), healedAtMs: null },
      ...(pidBefore === undefined ? {} : { pidBefore }),
    };
    records?.push({ button, source, realized, event });
    return async () => {
      event.untilMs = Math.min(event.untilMs, this.#clock());
      await heal();
      event.healedAtMs = this.#clock();
      const pidAfter = fault.pid?.();
      if (pidAfter !== undefined) event.pidAfter = pidAfter;
    };
  }

  #set(id: string, state: ButtonState): void {
    this.#states.set(id, state);
    this.#onChange();
  }
}
