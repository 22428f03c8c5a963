/** What a stretch of a series spans, column by column: what a plot of any length draws. Arrays have one entry per column. */
export interface Envelope {
  /** First sample of the column and the one behind its last. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** x of both; their numbers where the series has no x. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Least and greatest value; NaN where there is no number. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

export function emptyEnvelope(count: number): Envelope {
  const column = (): Float64Array => new Float64Array(count);
  return {
    from: column(),
    to: column(),
    left: column(),
    right: column(),
    least: column().fill(Number.NaN),
    greatest: column().fill(Number.NaN),
  };
}

/** Of the samples `first` … `end` − 1 themselves: a column for each, or for a few. @param values from `first` on */
export function envelopeOfSamples(
  first: number,
  end: number,
  columns: number,
  values: ArrayLike<number>,
  xAt: (sample: number) => number,
): Envelope {
  const count = Math.max(0, Math.min(columns, end - first));
  const spans = emptyEnvelope(count);
  for (let column = 0; column < count; column++) {
    const a = Math.floor((column * (end - first)) / count);
    const b = Math.floor(((column + 1) * (end - first)) / count);
    let [low, high] = [Infinity, -Infinity];
    for (let i = a; i < b; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    spans.from[column] = first + a;
    spans.to[column] = first + b;
    spans.left[column] = xAt(first + a);
    spans.right[column] = xAt(first + b);
    if (low <= high) [spans.least[column], spans.greatest[column]] = [low, high];
  }
  return spans;
}
