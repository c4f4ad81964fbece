import { calledAs } from "./called.js";
import { awaited } from "./errors.js";

/**
 * A job that the server goes on with after the call that began it. How it is waited for is Rust (`src/client/jobs.rs`);
 * the class is JavaScript, so that nothing has to be freed.
 */
export class Job {
  #status;
  #wait;

  /**
   * @param {string} id
   * @param {(options?: object) => Promise<object>} status
   * @param {(options?: object) => Promise<object>} wait
   */
  constructor(id, status, wait) {
    this.id = id;
    this.#status = status;
    this.#wait = wait;
    Object.defineProperty(this, "id", { writable: false });
  }

  /** One that is there before the WebAssembly is. @param {() => Promise<Job[]>} made @param {string} id */
  static later(made, id) {
    return new Job(
      id,
      async (options) => (await made())[0]?.status(options),
      async (options) => (await made())[0]?.wait(options),
    );
  }

  /** So that Vue leaves it alone, whose proxies private fields do not know. */
  get [Symbol.toStringTag]() {
    return "Job";
  }

  /** @param {object} [options] */
  status(options) {
    return awaited(calledAs(Job.prototype.status, () => this.#status(options)));
  }

  /** @param {object} [options] */
  wait(options) {
    return awaited(calledAs(Job.prototype.wait, () => this.#wait(options)));
  }
}
