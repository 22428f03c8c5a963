/**
 * `node test/package/webpack.js APP FOLDER`: the app as webpack makes it without any setting that concerns the package. Not minified, which
 * for the JavaScript builds of the kernels takes half a minute.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import webpack from "webpack";

const [app, folder] = process.argv.slice(2);
webpack(
  {
    mode: "production",
    optimization: { minimize: false },
    // Nor are sizes that are not minified worth a warning
    performance: false,
    context: app,
    entry: "./page.js",
    output: { path: folder, filename: "page.js" },
  },
  (error, stats) => {
    if (error) throw error;
    if (stats?.hasErrors() || stats?.hasWarnings()) {
      console.error(stats.toString({ all: false, errors: true, warnings: true, colors: false }));
      process.exitCode = 1;
    }
    cpSync(join(app, "index.html"), join(folder, "index.html"));
  },
);
