import { styleSheet } from "./style.ts";
import { escapeXml } from "./svg.ts";

/**
 * A whole HTML page around a body: one file without script, outside address or font, under its own content security policy.
 * @param body well-formed HTML for inside `main`; the caller escapes its text
 */
export function htmlPage(title: string, body: string, version?: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<meta name="color-scheme" content="light dark" />
<meta name="generator" content="${escapeXml(`Interphase${version ? ` ${version}` : ""}`)}" />
<title>${escapeXml(title)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
