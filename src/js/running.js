import { awaited } from "./errors.js";

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
    super((resolve) => resolve(awaited(ended)));
    this.#told = told;
  }

  /**
   * One that is there before the WebAssembly is. Its state until then is what it is called with, from which it begins as well.
   *
   * @param {Promise<Running<any>[]>} made @param {object} [params]
   */
  static later(made, params) {
    const told = [{ ...params, steps: [] }];
    const ended = made.then(([running]) => {
      Object.defineProperty(told, 0, { get: () => running?.state });
      return running;
    });
    return new Running(told, ended);
  }

  get state() {
    return this.#told[0];
  }

  get steps() {
    return /** @type {any} */ (this.#told[0])?.steps;
  }
}
