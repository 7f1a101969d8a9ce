// One file from the editor's sources and what they import, with the licences of all of it.
import { build } from 'esbuild';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const target = process.argv[2] ?? 'editor.js';
const { metafile, outputFiles } = await build({
  entryPoints: ['src/main.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020'],
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
});

const folders = new Set();
for (const input of Object.keys(metafile.inputs)) {
  let folder = dirname(input);
  while (folder !== '.' && !existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  if (folder !== '.') folders.add(folder);
}
const texts = new Map();
for (const folder of [...folders].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!name) continue;
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].map((known) => join(folder, known)).find(existsSync);
  const text = file ? readFileSync(file, 'utf8').trim() : `Licence: ${license}`;
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
}
const notices = [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}`).join('\n\n---\n\n');
writeFileSync(target, `${outputFiles[0].text}/*!\n${notices.replaceAll('*/', '* /')}\n*/\n`);
