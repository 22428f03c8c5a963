/** The kind of data that this folder reads and shows. */
export const seriesKind = "series";
