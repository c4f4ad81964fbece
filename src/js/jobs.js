import {
  ConnectionError,
  InvalidArgumentError,
  JobError,
  NotFoundError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "./errors.js";
import { Scope } from "./transport.js";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** A job that was just begun may not be known everywhere yet. */
const UNKNOWN_FOR_MS = 10_000;

/** @typedef {{ status: string, error?: string | null }} Status */

/** A job that the server goes on with after the call that began it. */
export class Job {
  #status;
  #tasks;

  /**
   * @param {string} id
   * @param {(options?: object) => Promise<Status>} status
   * @param {(options?: object) => Promise<{ id: string, error?: string | null }[]>} tasks all tasks of the server
   */
  constructor(id, status, tasks) {
    this.id = id;
    this.#status = status;
    this.#tasks = tasks;
    Object.defineProperty(this, "id", { writable: false });
  }

  /** @param {object} [options] */
  async status(options) {
    return this.#status(options);
  }

  /** @param {{ signal?: AbortSignal, timeoutMs?: number, onProgress?: (status: Status) => void }} [options] */
  async wait(options = {}) {
    const { signal, timeoutMs = Infinity, onProgress } = checked(options);
    const scope = new Scope(signal, undefined, timeoutMs);
    try {
      return await this.#wait(scope, onProgress);
    } catch (error) {
      if (scope.ended === "aborted") throw scope.reason;
      if (scope.ended !== "timeout") throw error;
      const message = `the job ${this.id} has not ended within ${timeoutMs} ms; it goes on`;
      throw new TimeoutError(message, { timeoutMs, sent: true });
    } finally {
      scope.close();
    }
  }

  /** @param {Scope} scope @param {((status: Status) => void) | undefined} onProgress */
  async #wait(scope, onProgress) {
    const begun = Date.now();
    for (let pause = FIRST_WAIT_MS; ; pause = Math.min(2 * pause, LONGEST_WAIT_MS)) {
      const status = await scope.race(this.#poll(scope, begun));
      if (status) {
        onProgress?.(status);
        if (status.status === "complete") return status;
        if (status.status === "failed" || status.status === "cancelled") throw await this.#failure(status);
      }
      await scope.sleep(pause);
    }
  }

  /** How the job is; nothing if that cannot be told just now, which says nothing of the job. */
  async #poll(/** @type {Scope} */ scope, /** @type {number} */ begun) {
    try {
      return await this.#status({ signal: scope.signal });
    } catch (error) {
      const passing = [ConnectionError, RateLimitError, ServerError, TimeoutError].some((one) => error instanceof one);
      const early = error instanceof NotFoundError && Date.now() - begun < UNKNOWN_FOR_MS;
      if (!passing && !early) throw error;
    }
  }

  /** @param {Status} status */
  async #failure(status) {
    // Of room deletions only the list of tasks has the reason.
    const tasks = status.error ? [] : await this.#tasks().catch(() => []);
    const reason = status.error ?? tasks.find(({ id }) => id === this.id)?.error ?? "the server does not say why";
    return new JobError(`the job ${this.id} has ${status.status}: ${reason}`, { job: this.id, status });
  }
}

/** @param {any} options */
function checked(options) {
  const refused = (/** @type {string} */ argument, /** @type {string} */ expected) =>
    new InvalidArgumentError(`wait(): ${argument}: expected ${expected}`, { argument, expected });
  if (typeof options !== "object" || options === null) throw refused("options", "object");
  const { signal, timeoutMs, onProgress, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown) throw refused(`options.${unknown}`, "one of signal, timeoutMs, onProgress");
  if (signal !== undefined && typeof signal?.aborted !== "boolean") throw refused("options.signal", "an AbortSignal");
  if (timeoutMs !== undefined && !(timeoutMs >= 1 && timeoutMs <= 2 ** 31 - 1)) {
    throw refused("options.timeoutMs", "a whole number from 1 to 2147483647");
  }
  if (onProgress !== undefined && typeof onProgress !== "function") throw refused("options.onProgress", "a function");
  return options;
}
