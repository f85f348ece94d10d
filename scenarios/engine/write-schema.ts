// `npm run schema`: writes the JSON Schemas of both results beside their sources.
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { feedResultSchema } from '../../shared/feed-result.ts';
import { runResultSchema } from '../../shared/run-result.ts';

/** A JSON Schema (draft 2020-12) as text, ending in a newline, and where its committed copy lives. */
export const jsonSchemas = [
  [runResultSchema, new URL('../../shared/run-result.schema.json', import.meta.url)] as const,
  [feedResultSchema, new URL('../../shared/feed-result.schema.json', import.meta.url)] as const,
].map(([schema, file]) => ({
  file,
  text: `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`,
}));

if (process.argv[1] && import.meta.filename === process.argv[1])
  for (const { file, text } of jsonSchemas) {
    await writeFile(file, text);
    process.stdout.write(`${file.pathname}\n`);
  }
