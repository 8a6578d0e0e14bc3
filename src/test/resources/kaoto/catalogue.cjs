// What Kaoto's catalogue for camel-main of a version says, as far as RouteFilesTest asks: node catalogue.cjs node_modules/@kaoto/camel-catalog/dist/camel-catalog/camel-main/4.22.1
const fs = require('fs');
const zlib = require('zlib');
const folder = process.argv[2];
const version = folder.replace(/.*\//, '');
const read = start => JSON.parse(fs.readFileSync(`${folder}/${fs.readdirSync(folder).find(name => name.startsWith(start))}`));

fs.writeFileSync(`schema-${version}.json.gz`, zlib.gzipSync(JSON.stringify(read('camelYamlDsl')), {level: 9}));

const components = read('camel-catalog-aggregate-components');
const options = Object.fromEntries('direct file http https kafka platform-http scheduler seda sql vertx-websocket'.split(' ')
  .map(name => [name, Object.entries(components[name].properties).map(([option, of]) => of.prefix ? of.prefix + '*' : option)]));
fs.writeFileSync(`options-${version}.json`, JSON.stringify(options, null, 1) + '\n');
