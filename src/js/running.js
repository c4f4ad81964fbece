/**
 * What takes its time: awaited it is how it ends, and until then its state can be seen.
 *
 * @template State
 * @extends {Promise<State>}
 */
export class Running extends Promise {
  #told;

  /** What `then`, `catch` and `finally` give is a promise like any other. */
  static get [Symbol.species]() {
    return Promise;
  }

  /**
   * @param {State[]} told holds the state
   * @param {Promise<State>} ended
   */
  constructor(told, ended) {
    super((resolve) => resolve(ended));
    this.#told = told;
  }

  get state() {
    return this.#told[0];
  }

  get steps() {
    return /** @type {any} */ (this.#told[0])?.steps;
  }
}
