// From the text in which the log carries a value to the JSON that `to_jsonb` makes of it, so that all methods agree.
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication';

const numeric = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** JSON text of a value of the type with this oid. Arrays and composite values stay PostgreSQL's text. */
export function jsonText(typeOid: number, text: string): string {
  switch (typeOid) {
    case 16: // bool
      return text === 't' ? 'true' : 'false';
    case 20: // int8
    case 21: // int2
    case 23: // int4
    case 26: // oid
    case 700: // float4
    case 701: // float8
    case 1700: // numeric
      return numeric.test(text) ? text : JSON.stringify(text);
    case 114: // json
    case 3802: // jsonb
      return text;
    case 1114: // timestamp
      return JSON.stringify(text.replace(' ', 'T'));
    case 1184: // timestamptz
      return JSON.stringify(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
    default:
      return JSON.stringify(text);
  }
}

/** A decoder of the log whose values are JSON text. */
export class JsonTextPlugin extends PgoutputPlugin {
  override parse(buffer: Buffer): Pgoutput.Message {
    const message = super.parse(buffer);
    // The decoder keeps this very object for the rows that follow; its own parsers would make rounded dates of them.
    if (message.tag === 'relation')
      for (const column of message.columns)
        column.parser = (text: unknown) => jsonText(column.typeOid, String(text));
    return message;
  }
}

/** A tuple's columns as JSON text of an object, and those that the log does not repeat. */
export function rowOf(tuple: Record<string, unknown>): { row: string; unchanged: string[] } {
  const fields: string[] = [];
  const unchanged: string[] = [];
  for (const [name, value] of Object.entries(tuple))
    if (value === undefined) unchanged.push(name);
    else fields.push(`${JSON.stringify(name)}:${typeof value === 'string' ? value : 'null'}`);
  return { row: `{${fields.join(',')}}`, unchanged };
}

/** A key's JSON text as the text the other methods use. */
export function keyText(value: unknown): string {
  const text = String(value);
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
