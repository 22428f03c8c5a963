/** Which line of a text each row of a long table stands in. */
export interface LineIndex {
  readonly rows: number;
  add(lines: Float64Array): void;
  lineOf(row: number): number;
}

/** Lines of rows: kept where they do not follow one another, so a long table of rows without gaps takes one entry. */
export function openLineIndex(): LineIndex {
  const starts: number[] = [];
  const offsets: number[] = [];
  let rows = 0;
  let offset = Number.NaN;
  return {
    get rows() {
      return rows;
    },
    add: (lines) => {
      for (let k = 0; k < lines.length; k++, rows++) {
        if (lines[k] - rows === offset) continue;
        offset = lines[k] - rows;
        starts.push(rows);
        offsets.push(offset);
      }
    },
    lineOf: (row) => {
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= row) low = middle;
        else high = middle;
      }
      return row + offsets[low];
    },
  };
}
