/** A stream that can be looked at before something is taken. */
export class Peekable<T> {
  private readonly items: AsyncGenerator<T>;
  private ahead: IteratorResult<T> | undefined;

  constructor(items: AsyncGenerator<T>) {
    this.items = items;
  }

  /** The next, which stays; `undefined` at the end. */
  async peek(): Promise<T | undefined> {
    this.ahead ??= await this.items.next();
    return this.ahead.done ? undefined : this.ahead.value;
  }

  /** Takes what fits, up to the first that does not and never more than `most`. */
  async takeWhile(fits: (item: T) => boolean, most: number): Promise<T[]> {
    const taken: T[] = [];
    while (taken.length < most) {
      const next = await this.peek();
      if (next === undefined || !fits(next)) break;
      taken.push(next);
      this.ahead = undefined;
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.items.return(undefined);
  }
}
