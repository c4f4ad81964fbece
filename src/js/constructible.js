import { InvalidArgumentError } from "./errors.js";

/**
 * The class, with our error for a call without `new`.
 *
 * @template {Function} Class
 * @param {Class} original
 * @returns {Class}
 */
export function constructible(original) {
  const proxy = new Proxy(original, {
    apply() {
      throw new InvalidArgumentError(`${original.name}: expected to be called with new`);
    },
  });
  Object.defineProperty(original.prototype, "constructor", { value: proxy, configurable: true, writable: true });
  return proxy;
}

/** @param {{ name: string }} expected @returns {never} */
export function wrongInstance(expected) {
  throw new InvalidArgumentError(`expected a ${expected.name}, got something else`);
}
