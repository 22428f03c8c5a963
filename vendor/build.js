// The reader of Access databases as one file without dependencies: build/accessDatabase.js. As published, it imports ciphers that want
// `stream`, `process` and a global Buffer, which bundlers for the web no longer provide.
// Usage: node vendor/build.js

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "./licences.js";

const here = import.meta.dirname;
const out = join(here, "../build/accessDatabase.js");
const locked = join(here, "locked.js");

const { metafile } = await build({
  entryPoints: [join(here, "accessDatabase.js")],
  outfile: out,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["browser", "module", "main"],
  target: "es2022",
  alias: {
    "browserify-aes/browser.js": locked,
    "create-hash/browser.js": locked,
    "create-hash": locked,
    "fast-xml-parser": locked,
  },
  inject: [join(here, "buffer.js")],
  banner: { js: "// Made by vendor/build.js; its licences stand in accessDatabase.licences.txt" },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
writeFileSync(out.replace(/js$/, "licences.txt"), licencesOf(metafile));
writeFileSync(
  out.replace(/js$/, "d.ts"),
  'export { Buffer } from "node:buffer";\nexport { default as MDBReader } from "mdb-reader";\n',
);
