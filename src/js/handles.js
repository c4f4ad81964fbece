import { InvalidArgumentError } from "./errors.js";

/**
 * What WebAssembly does for a client.
 *
 * @typedef {object} Core
 * @property {string} baseUrl
 * @property {(request: unknown, options: unknown) => Promise<unknown>} request
 * @property {(handle: string, values: unknown[]) => void} bind checks what a handle is made for
 * @property {(handle: string, method: string, values: unknown[]) => unknown} invoke
 */

/** @typedef {new (client: object, ...values: any[]) => object} Handle */

/**
 * The class of a handle: what it is made for are its properties, and each method is handed on to WebAssembly.
 *
 * @param {string} name
 * @param {string[]} bound what it is made for
 * @param {string} methods separated by spaces
 * @returns {Handle}
 */
export function handle(name, bound, methods) {
  /** @type {WeakMap<object, { core: Core, values: unknown[] }>} */
  const handles = new WeakMap();
  const Class = class {
    /** @param {object} client @param {any[]} values */
    constructor(client, ...values) {
      const core = coreOf(client);
      values.length = bound.length;
      core.bind(name, [...values]);
      handles.set(this, { core, values });
      bound.forEach((label, index) => Object.defineProperty(this, label, { value: values[index], enumerable: true }));
    }
  };
  define(Class, "name", name);
  for (const method of methods.split(" ")) {
    const { [method]: call } = {
      /** @this {object} @param {unknown[]} given */
      [method](...given) {
        const own = handles.get(this);
        if (!own) throw new InvalidArgumentError(`${method}(): expected to be called on a ${name}`);
        return own.core.invoke(name, method, [...own.values, ...given]);
      },
    };
    define(Class.prototype, method, call);
  }
  return Class;
}

/** @type {WeakMap<object, Core>} */
const cores = new WeakMap();

/** @param {object} client */
function coreOf(client) {
  const core = cores.get(client);
  if (core) return core;
  const [argument, expected, received] = ["client", "a MatrixAdminClient", "something else"];
  const message = `${argument}: expected ${expected}, got ${received}`;
  throw new InvalidArgumentError(message, { argument, expected, received });
}

/**
 * The class of the client: with a method for each handle that is made for something, and a property for each other.
 *
 * @param {new (options: unknown, checks: object) => Core} Core
 * @param {Record<string, Handle>} methods
 * @param {Record<string, Handle>} properties
 * @param {object} checks tell at first sight whether a reply is as declared, by model
 */
export function client(Core, methods, properties, checks) {
  class MatrixAdminClient {
    /** @param {unknown} options */
    constructor(options) {
      cores.set(this, new Core(options, checks));
    }

    get baseUrl() {
      return coreOf(this).baseUrl;
    }

    /** @param {unknown} request @param {unknown} [options] */
    request(request, options) {
      return coreOf(this).request(request, options);
    }
  }
  define(MatrixAdminClient, "name", "MatrixAdminClient");
  for (const [name, Handle] of Object.entries(methods)) {
    const { [name]: make } = {
      /** @this {object} @param {unknown[]} values */
      [name](...values) {
        return new Handle(this, ...values);
      },
    };
    define(MatrixAdminClient.prototype, name, make);
  }
  for (const [name, Handle] of Object.entries(properties)) {
    /** @this {object} */
    const get = function () {
      const handle = new Handle(this);
      define(this, name, handle);
      return handle;
    };
    Object.defineProperty(MatrixAdminClient.prototype, name, { get, configurable: true });
  }
  return MatrixAdminClient;
}

/** Gives an object a property that is not listed. @param {object} object @param {string} name @param {unknown} value */
function define(object, name, value) {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}
