// What the pages are told, numbered and kept for a few minutes: a page that comes late, or again, gets what it missed.

/** Something every page hears of. */
export type LiveEvent = {
  /** Counts up from 1; also the `id` of the event stream. */
  seq: number;
  /** `second`: one more second of figures, kept; `status`: the state of everything, only the newest matters. */
  kind: 'second' | 'status';
  data: unknown;
};

/** Hears of events until it is taken off. */
export type Listener = (event: LiveEvent) => void;

/** The last events of a session; bounded. */
export class EventLog {
  readonly #most: number;
  readonly #listeners = new Set<Listener>();
  #seconds: LiveEvent[] = [];
  #status: LiveEvent | undefined;
  #seq = 0;

  /** Keeps the last `most` seconds. */
  constructor(most: number) {
    this.#most = most;
  }

  add(kind: LiveEvent['kind'], data: unknown): void {
    const event = { seq: ++this.#seq, kind, data };
    if (kind === 'status') this.#status = event;
    else {
      this.#seconds.push(event);
      if (this.#seconds.length > this.#most) this.#seconds.shift();
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** What somebody has missed who has heard everything up to `seq`; a number from another session counts as 0. */
  since(seq: number): LiveEvent[] {
    const heard = seq > this.#seq ? 0 : seq;
    const missed = this.#seconds.filter((event) => event.seq > heard);
    return this.#status ? [this.#status, ...missed] : missed;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
