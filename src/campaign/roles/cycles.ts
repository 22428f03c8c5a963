/** The half-cycles and cycles of a record, analysed and as the section of a report. */
import { numberOf as plain } from "../../cell/quantity.ts";
import { type CyclesFile, cyclesFile } from "../../report/cyclesDocument.ts";
import { cyclesSection, eventNames } from "../../report/cyclesPage.ts";
import { analyseCycling } from "../../series/analysis.ts";
import { reduceSeries } from "../../series/reduce.ts";
import { demoted, type FoundNumber } from "../finding.ts";
import type { Bench, Work } from "../role.ts";
import { laboratory, listed, openRecord, remarksOf } from "./record.ts";

export function eventNumbers({ events, file }: CyclesFile): FoundNumber[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const count = (seen.get(event.kind) ?? 0) + 1;
    seen.set(event.kind, count);
    return listed(event.cycle, {
      name: `cycle of ${eventNames[event.kind]}${count > 1 ? ` ${count}` : ""}`,
      unit: "",
      definition: [event.rule],
      files: [file],
      // A cell that flickers has many
      summary: count === 1,
    });
  });
}

export async function analyse(
  {
    entry,
    sample,
    files: [file],
    id,
  }: Pick<Work<"cycling">, "sample" | "files" | "id"> & {
    readonly entry: Pick<Work<"cycling">["entry"], "columns" | "cell" | "reference">;
  },
  bench: Bench,
): Promise<{ readonly document: CyclesFile; readonly html: string }> {
  const record = await openRecord(bench, file, entry.columns);
  const table = await reduceSeries(record, bench.kernel, {
    ...(entry.cell && { cell: entry.cell }),
    ...(bench.signal && { signal: bench.signal }),
  });
  const { area, mass, thickness, conductivity } = sample.sizes;
  const analysis = analyseCycling(table, {
    ...(area && { area: plain(area) }),
    ...(mass && { mass: plain(mass) }),
    ...(thickness && { thickness: plain(thickness) }),
    ...(conductivity && { conductivity: plain(conductivity) }),
    ...(entry.reference !== undefined && { reference: entry.reference }),
  });
  const document = cyclesFile(
    { file, format: record.format, remarks: remarksOf(record) },
    table,
    analysis,
    laboratory(sample),
  );
  const section = cyclesSection(
    { document: { ...document, warnings: [] }, table },
    { id, named: false, tabled: true },
  );
  return { document, html: demoted(section, 2) };
}
