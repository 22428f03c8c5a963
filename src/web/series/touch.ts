/** Fingers on a plot: one moves it sideways, two zoom; up and down stays with the page. */

export interface TouchEvents {
  /** Pixels that the finger has gone to the right. */
  pan(pixels: number): void;
  /** Length of the window over what it was, and the place between the fingers. */
  pinch(factor: number, clientX: number): void;
}

export function listenToTouch(element: HTMLElement, events: TouchEvents): void {
  const fingers = new Map<number, number>();
  element.addEventListener("pointerdown", ({ pointerType, pointerId, clientX }) => {
    if (pointerType === "touch") fingers.set(pointerId, clientX);
  });
  element.addEventListener("pointermove", ({ pointerId, clientX }) => {
    const before = fingers.get(pointerId);
    if (before === undefined) return;
    if (fingers.size === 1) events.pan(clientX - before);
    else if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== pointerId)![1];
      const [was, is] = [Math.abs(before - other), Math.abs(clientX - other)];
      if (was > 8 && is > 8) events.pinch(was / is, (clientX + other) / 2);
    }
    fingers.set(pointerId, clientX);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const)
    element.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
}
