/** Hands a file to the user. */
export function download(file: string, content: Blob | string | Uint8Array<ArrayBuffer>): void {
  const blob = content instanceof Blob ? content : new Blob([content], { type: typeOf(file) });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.replace(/[\\/:*?"<>|]/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const types: Readonly<Record<string, string>> = {
  csv: "text/csv;charset=utf-8",
  html: "text/html;charset=utf-8",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
  png: "image/png",
  svg: "image/svg+xml",
};

function typeOf(file: string): string {
  return types[/\.(\w+)$/.exec(file)?.[1] ?? ""] ?? "application/octet-stream";
}
