import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names, versions and licence texts of the packages that a bundle contains.
 *
 * @param {import("esbuild").Metafile} metafile
 * @returns {string}
 * @throws Error when a package has no licence file
 */
export function licencesOf({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const packages = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
      if (!file) throw new Error(`${name} ${version} (${license}) has no licence file to go with its code`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
