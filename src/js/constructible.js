import { InvalidArgumentError } from "./errors.js";

/** What a handle inherits from after `free()`. */
const freed = new Proxy(
  {},
  {
    get(_, name) {
      if (typeof name === "symbol" || name === "constructor") return undefined;
      throw new InvalidArgumentError(`${name}: expected a handle in use, got one after free()`);
    },
  },
);

/**
 * The class as users get it: with our errors for a call without `new` and for an instance after `free()`.
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
    construct(target, values, newTarget) {
      const instance = Reflect.construct(target, values, newTarget);
      if (instance.__wbg_ptr !== undefined) return instance;
      const property = original.name.replace(/^./, (first) => first.toLowerCase());
      throw new InvalidArgumentError(`${original.name}: not to be constructed; it is client.${property}`);
    },
  });
  const { prototype } = original;
  const release = prototype.free;
  /** @this {object} */
  function free() {
    release.call(this);
    Object.setPrototypeOf(this, freed);
  }
  const define = (/** @type {PropertyKey} */ name, /** @type {unknown} */ value) =>
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  // Where the instance is in memory is nobody's business, least of all JSON's.
  const hide = (/** @type {object} */ instance, /** @type {number} */ value) =>
    Object.defineProperty(instance, "__wbg_ptr", { value, writable: true });
  Object.defineProperty(prototype, "__wbg_ptr", {
    get: () => undefined,
    set(value) {
      hide(this, value);
    },
  });
  define("constructor", proxy);
  define("free", free);
  if (Symbol.dispose) define(Symbol.dispose, free);
  return proxy;
}

/** @param {{ name: string }} expected @returns {never} */
export function wrongInstance(expected) {
  const [argument, received] = ["client", "something else"];
  throw new InvalidArgumentError(`${argument}: expected a ${expected.name}, got ${received}`, {
    argument,
    expected: `a ${expected.name}`,
    received,
  });
}
