// Opens each route file as Kaoto does and writes it as Kaoto saves it: node kaoto.cjs FROM TO
import fs from 'node:fs';
import path from 'node:path';
import { CamelResourceFactory } from './node_modules/@kaoto/kaoto/lib/esm/models/camel/camel-resource-factory.js';

const [from, to] = process.argv.slice(2);
for (const file of fs.readdirSync(from).filter((name) => name.endsWith('.camel.yaml'))) {
  const opened = CamelResourceFactory.createCamelResource(fs.readFileSync(path.join(from, file), 'utf8'), { path: file });
  fs.writeFileSync(path.join(to, file), opened.toString());
}
