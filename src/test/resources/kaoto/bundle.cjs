// Makes kaoto.cjs; see README.md. What only a browser has and nothing here calls (React, PatternFly, its forms) is left empty.
const esbuild = require('esbuild');

const EMPTY = `const h = { get(t, k) { return k === '__esModule' ? false : k === 'prototype' ? t.prototype : new Proxy(function () {}, h); },
  apply() { return new Proxy(function () {}, h); }, construct() { return {}; } }; module.exports = new Proxy(function () {}, h);`;
const browser = /^(react|@patternfly|@carbon|@dnd-kit|@kie-tools|monaco|html-to-image|zustand|@kaoto\/forms)([/-]|$)|\.(s?css|svg|png|woff2?|ttf)$/;
esbuild.build({
  entryPoints: ['save.mjs'], outfile: 'kaoto.cjs', bundle: true, minify: true, legalComments: 'eof', platform: 'node', format: 'cjs',
  banner: { js: 'globalThis.DOMParser=class{};globalThis.XMLSerializer=class{};globalThis.document={implementation:{createDocument(){return {}}}};' },
  plugins: [{ name: 'empty', setup(build) {
    build.onResolve({ filter: browser }, (found) => ({ path: found.path, namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: EMPTY }));
  } }],
}).catch(() => process.exit(1));
