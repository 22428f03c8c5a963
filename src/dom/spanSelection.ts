/** A stretch of items that the pointer drags over, or that Shift with arrow keys extends. */

/** Pixels that the pointer moves before a press is more than a click. */
const SLACK = 6;

export class SpanSelection {
  private readonly onSpan: (from: number, to: number) => void;
  private anchor: number | undefined;
  private end: number | undefined;
  private pressedAt: number | undefined;
  private dragged = false;

  constructor(onSpan: (from: number, to: number) => void) {
    this.onSpan = onSpan;
  }

  /** Both ends, while there are two. */
  get ends(): readonly [from: number, to: number] | undefined {
    const { anchor, end } = this;
    return anchor === undefined || end === undefined || anchor === end ? undefined : [anchor, end];
  }

  get isPressed(): boolean {
    return this.pressedAt !== undefined;
  }

  press(index: number | undefined, { clientX }: MouseEvent): void {
    this.clear();
    this.dragged = false;
    if (index === undefined) return;
    this.anchor = index;
    this.pressedAt = clientX;
  }

  /** @returns whether the pointer drags a span */
  drag(index: number | undefined, { clientX }: MouseEvent): boolean {
    if (this.pressedAt === undefined || index === undefined) return false;
    if (!this.dragged && Math.abs(clientX - this.pressedAt) < SLACK) return false;
    this.dragged = true;
    this.end = index;
    return true;
  }

  /** Moves one end; the other stays where the first move began. */
  extend(from: number, to: number): void {
    this.anchor ??= from;
    this.end = to;
  }

  /** The span is taken, if there is one. */
  release(): void {
    const { ends } = this;
    this.clear();
    if (ends) this.onSpan(...ends);
  }

  clear(): void {
    this.anchor = undefined;
    this.end = undefined;
    this.pressedAt = undefined;
  }

  /** Whether the click that follows belongs to a drag. */
  hasJustEnded(): boolean {
    const { dragged } = this;
    this.dragged = false;
    return dragged;
  }
}
