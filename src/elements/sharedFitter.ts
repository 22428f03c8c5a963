/** One kernel and one set of workers for all elements of a page, as long as there is an element that uses them. */
import { type Fitter, openFitter } from "../fit/fitter.ts";

/** An element that is moved leaves the document for a moment (milliseconds). */
const GRACE = 1000;

let opening: Promise<Fitter> | undefined;
const borrowers = new Set<object>();

/** The fitter of the page. It stays open at least until `giveBack` is called with the same borrower. */
export function borrow(borrower: object): Promise<Fitter> {
  borrowers.add(borrower);
  if (!opening) {
    const mine = openFitter();
    opening = mine;
    // A failed download may be tried again
    mine.catch(() => {
      if (opening === mine) opening = undefined;
    });
  }
  return opening;
}

export function giveBack(borrower: object): void {
  if (!borrowers.delete(borrower) || borrowers.size > 0) return;
  setTimeout(() => {
    if (borrowers.size > 0) return;
    const last = opening;
    opening = undefined;
    last?.then((fitter) => fitter.close()).catch(() => {}); // one that could not be opened needs no end
  }, GRACE);
}
