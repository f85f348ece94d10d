// Compiles services for the image, into `programs` of the folder it is called in: `compile-services.ts rest-variant/service.ts …`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serviceProgram } from './service-program.ts';

for (const entry of process.argv.slice(2))
  await serviceProgram(pathToFileURL(resolve(entry)), process.cwd());
