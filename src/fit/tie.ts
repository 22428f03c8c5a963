/** A linear expression over parameters: offset + Σ coefficient·parameter. */
export interface LinearExpression {
  readonly offset: number;
  readonly coefficients: ReadonlyMap<string, number>;
}

const token =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)|([-+*/]))/uy;

/**
 * Reads a tie such as "2*R2.R", "CPE2.n", "R1.R + R2.R - 3" or "R2.R/2".
 * @throws Error with a sentence that shows where the text stops making sense.
 */
export function parseTie(text: string): LinearExpression {
  const coefficients = new Map<string, number>();
  let offset = 0;
  let position = 0;
  const fail = (expected: string): never => {
    throw new Error(
      `tie "${text}", character ${position + 1}: expected ${expected}; write a linear expression such as 2*R2.R or R1.R + 0.5`,
    );
  };
  const next = (): RegExpExecArray | null => {
    token.lastIndex = position;
    const match = token.exec(text);
    if (match) position = token.lastIndex;
    return match;
  };
  const peekEnd = (): boolean => /^\s*$/.test(text.slice(position));
  if (peekEnd()) fail("a parameter");
  let sign = 1;
  while (true) {
    let factor = sign;
    let name: string | undefined;
    let divide = false;
    // one product: numbers and at most one parameter, joined by * and /
    while (true) {
      const before = position;
      const match = next();
      if (match?.[3] === "-" || match?.[3] === "+") {
        factor *= match[3] === "-" ? -1 : 1;
        continue;
      }
      if (match?.[1] !== undefined) {
        const value = Number(match[1]);
        factor = divide ? factor / value : factor * value;
      } else if (match?.[2] !== undefined && name === undefined && !divide) {
        name = match[2];
      } else {
        position = before;
        fail(
          name !== undefined || divide ? "a number: a tie is linear" : "a number or a parameter such as R2.R",
        );
      }
      const here = position;
      const operator = next();
      if (operator?.[3] === "*" || operator?.[3] === "/") {
        divide = operator[3] === "/";
        continue;
      }
      position = here;
      break;
    }
    if (name === undefined) offset += factor;
    else coefficients.set(name, (coefficients.get(name) ?? 0) + factor);
    if (peekEnd()) return { offset, coefficients };
    const before = position;
    const operator = next();
    if (operator?.[3] !== "+" && operator?.[3] !== "-") {
      position = before;
      fail("+ or -");
    }
    sign = operator![3] === "-" ? -1 : 1;
  }
}
