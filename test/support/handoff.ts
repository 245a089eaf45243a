/** Hands values from one side of a test to the other, which waits until they are there: without a pause. */
export class Handoff<T> {
  readonly #values: T[] = [];
  readonly #takers: ((value: T) => void)[] = [];

  put(value: T): void {
    const taker = this.#takers.shift();
    if (taker === undefined) {
      this.#values.push(value);
    } else {
      taker(value);
    }
  }

  /** The oldest value that nobody has taken, as soon as there is one. */
  take(): Promise<T> {
    return new Promise((resolve) => {
      if (this.#values.length > 0) {
        resolve(this.#values.shift() as T);
      } else {
        this.#takers.push(resolve);
      }
    });
  }
}
