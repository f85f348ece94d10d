// `npm run schema`: writes the JSON Schema of RunResult v1 beside its source.
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { runResultSchema } from '../../shared/run-result.ts';

/** The JSON Schema (draft 2020-12) as text, ending in a newline. */
export function runResultJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(runResultSchema), null, 2)}\n`;
}

/** Where the committed copy lives. */
export const schemaFile = new URL('../../shared/run-result.schema.json', import.meta.url);

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  await writeFile(schemaFile, runResultJsonSchema());
  process.stdout.write(`${schemaFile.pathname}\n`);
}
