/** Runs a plan over the bytes of a text: pieces in, blocks of columns out, memory of one block and one piece. */
import type { Kernel } from "../../kernel/kernel.ts";
import type { SeriesBlock } from "../../series/record.ts";
import { FormatError } from "../formatError.ts";
import type { TextPlan } from "./plan.ts";
import { TableReader, type TextSource } from "./tableReader.ts";

/** No line of a table is longer: what is, is no text. */
const LONGEST_LINE = 1 << 22;

/** @param warnings is told about rows and cells that could not be read */
export async function* readTextTable(
  kernel: Kernel,
  source: TextSource,
  plan: TextPlan,
  warnings: string[],
): AsyncGenerator<SeriesBlock, void, undefined> {
  const { file } = source;
  const table = new TableReader(kernel, source, plan, warnings);
  let carry = new Uint8Array(0);
  let linesToSkip = plan.firstLine;
  let mark = source.mark;
  /** Inside a line that is too long to be one. */
  let flooded = false;
  for await (const whole of source.pieces) {
    let piece = whole;
    if (mark > 0) {
      const skipped = Math.min(mark, piece.length);
      piece = piece.subarray(skipped);
      mark -= skipped;
    }
    if (linesToSkip > 0) {
      const joined = join(carry, piece);
      const { at, lines } = behindLines(joined, linesToSkip);
      linesToSkip -= lines;
      table.line += lines;
      carry = joined.slice(at);
      if (linesToSkip > 0) continue;
      piece = new Uint8Array(0);
    }
    if (flooded) {
      const end = piece.findIndex((byte) => byte === 10 || byte === 13);
      if (end < 0) continue;
      piece = piece.subarray(end);
      flooded = false;
    }
    let pieces: Uint8Array[] = [carry, piece];
    for (;;) {
      const { consumed, rows } = table.read(pieces);
      if (table.block.room === 0) yield table.block.take();
      pieces = dropFront(pieces, consumed);
      if (consumed === 0 && rows === 0) break;
    }
    carry = join(pieces[0] ?? new Uint8Array(0), pieces[1] ?? new Uint8Array(0));
    if (carry.length > LONGEST_LINE) {
      table.unreadable.add(
        table.line + 1,
        `more than ${LONGEST_LINE} bytes without a line end, which is no text`,
      );
      carry = new Uint8Array(0);
      flooded = true;
    }
  }
  if (carry.length > 0 && linesToSkip === 0) {
    table.isCut = true;
    let pieces: Uint8Array[] = [carry, Uint8Array.of(10)];
    for (let consumed = 1; consumed > 0; ) {
      ({ consumed } = table.read(pieces));
      if (table.block.room === 0) yield table.block.take();
      pieces = dropFront(pieces, consumed);
    }
  }
  if (table.block.fill > 0) yield table.block.take();
  table.end();
  if (table.rows === 0) {
    throw new FormatError({
      file,
      line: plan.firstLine + 1,
      expected: "rows of numbers below the header",
      found: table.unreadable.count > 0 ? `${table.unreadable.count} rows that cannot be read` : "none",
      cure: "the measurement seems empty or the export cut off: export it again",
    });
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function dropFront(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return pieces.map((piece) => {
    const gone = Math.min(left, piece.length);
    left -= gone;
    return gone === 0 ? piece : piece.subarray(gone);
  });
}

/** The place behind `wanted` lines, or behind as many complete ones as there are. */
function behindLines(bytes: Uint8Array, wanted: number): { at: number; lines: number } {
  let at = 0;
  let lines = 0;
  for (let i = 0; i < bytes.length && lines < wanted; i++) {
    if (bytes[i] !== 10 && bytes[i] !== 13) continue;
    if (bytes[i] === 13) {
      // the line end may go on in the next piece
      if (i + 2 >= bytes.length) break;
      if (bytes[i + 1] === 10) i++;
      else if (bytes[i + 1] === 13 && bytes[i + 2] === 10) i += 2;
    }
    lines++;
    at = i + 1;
  }
  return { at, lines };
}
