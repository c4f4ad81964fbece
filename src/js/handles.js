import { wrong } from "./arguments.js";
import { bulk } from "./bulk.js";
import { calledAs } from "./called.js";
import { InvalidArgumentError } from "./errors.js";
import * as iterators from "./iterators.js";

// Classes that JavaScript makes: nothing has to be freed, they can be extended, and one call into WebAssembly serves the
// methods of all of them. The Rust side names them (`macros/src/handle.rs`).

/**
 * What WebAssembly does for a client.
 *
 * @typedef {object} Core
 * @property {string} baseUrl
 * @property {(request: unknown, options: unknown) => Promise<unknown>} request
 * @property {(handle: string, values: unknown[]) => number} bind checks what a handle is made for, gives its number
 * @property {(handle: number, method: number, values: unknown[]) => unknown} invoke
 */

/** @type {(options: unknown) => Core} */
let connect = () => {
  throw new Error("matrix-admin-sdk is not initialised: await init() first");
};

/** Called by WebAssembly as soon as it is there. @param {(options: unknown) => Core} make */
export function introduce(make) {
  connect = make;
}

/** @type {WeakMap<object, Core>} */
const cores = new WeakMap();

/** @param {object} client */
function coreOf(client) {
  const core = cores.get(client);
  if (core) return core;
  throw wrong("", "client", "a MatrixAdminClient", "something else");
}

/** A homeserver and the right to administer it. */
export class MatrixAdminClient {
  /** @param {unknown} options */
  constructor(options) {
    const core = calledAs(MatrixAdminClient, () => connect(options));
    cores.set(this, core);
    Object.defineProperty(this, "baseUrl", { value: core.baseUrl, enumerable: true });
  }

  /** @param {unknown} request @param {unknown} [options] */
  request(request, options) {
    return calledAs(this.request, () => coreOf(this).request(request, options));
  }

  /** @param {unknown} items @param {unknown} each @param {unknown} [options] */
  bulk(items, each, options) {
    return calledAs(this.bulk, () => coreOf(this) && bulk(items, each, options));
  }
}

named(MatrixAdminClient, "MatrixAdminClient");

/**
 * The class of a handle: what it is made for are its properties, and each method is handed on to WebAssembly. The client
 * gets a method that makes one, or a property if it is made for nothing.
 *
 * @param {string} name
 * @param {string} property
 * @param {string[]} bound what it is made for
 * @param {string} methods separated by spaces
 */
export function handle(name, property, bound, methods) {
  /** @type {WeakMap<object, { client: object, core: Core, number: number, values: unknown[] }>} */
  const handles = new WeakMap();
  const Handle = class {
    /** @param {object} client @param {any[]} values */
    constructor(client, ...values) {
      values.length = bound.length;
      calledAs(Handle, () => {
        const core = coreOf(client);
        handles.set(this, { client, core, number: core.bind(name, [...values]), values });
      });
      bound.forEach((label, index) => Object.defineProperty(this, label, { value: values[index], enumerable: true }));
    }
  };
  named(Handle, name);
  /** @type {Record<string, any>} */
  const iterating = iterators;
  for (const [index, method] of methods.split(" ").entries()) {
    const { [method]: call } = {
      /** @this {object} @param {unknown[]} given */
      [method](...given) {
        return calledAs(call, () => {
          const own = handles.get(this);
          if (!own) throw new InvalidArgumentError(`${method}(): expected to be called on a ${name}`);
          /** @param {unknown[]} values */
          const invoke = (...values) => own.core.invoke(own.number, index, [...own.values, ...values]);
          return iterating[method] ? iterating[method](invoke, this, own.client, ...given) : invoke(...given);
        });
      },
    };
    define(Handle.prototype, method, call);
  }
  if (bound.length > 0) {
    const { [property]: make } = {
      /** @this {object} @param {unknown[]} values */
      [property](...values) {
        return calledAs(make, () => new Handle(this, ...values));
      },
    };
    define(MatrixAdminClient.prototype, property, make);
  } else {
    /** @this {object} */
    const get = function () {
      const made = new Handle(this);
      define(this, property, made);
      return made;
    };
    Object.defineProperty(MatrixAdminClient.prototype, property, { get, configurable: true });
  }
  return Handle;
}

/**
 * Names a class and what is made of it. Vue puts proxies around what has no name of its own, and knows objects by
 * that; a proxy is no client.
 *
 * @param {Function} Class
 * @param {string} name
 */
function named(Class, name) {
  define(Class, "name", name);
  define(Class.prototype, Symbol.toStringTag, name);
}

/** Gives an object a property that is not listed. @param {object} object @param {PropertyKey} name @param {unknown} value */
function define(object, name, value) {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}
