import { wrong } from "./arguments.js";
import { bulk } from "./bulk.js";
import { calledAs } from "./called.js";
import { awaited, InvalidArgumentError } from "./errors.js";
import * as iterators from "./iterators.js";
import { Job } from "./jobs.js";
import { connect, loaded } from "./loading.js";
import { PagePromise } from "./pages.js";
import { Running } from "./running.js";

// Classes that JavaScript makes: nothing has to be freed, they can be extended, and one call into WebAssembly serves the
// methods of all of them. The Rust side names them (`macros/src/handle.rs`).

/**
 * What WebAssembly does for a client.
 *
 * @typedef {object} Core
 * @property {string} baseUrl
 * @property {(...given: unknown[]) => Promise<unknown>} request
 * @property {(handle: string, values: unknown[]) => number} bind checks what a handle is made for, gives its number
 * @property {(handle: number, method: number, values: unknown[]) => unknown} invoke
 */

/** @type {WeakMap<object, { options: unknown, core?: Core }>} */
const clients = new WeakMap();

/** @param {object} client */
function known(client) {
  const own = clients.get(client);
  if (own) return own;
  throw wrong("", "client", "a MatrixAdminClient", "something else");
}

/** What WebAssembly does for the client, now that it is there. @param {object} client */
function coreOf(client) {
  const own = known(client);
  if (!own.core && connect) {
    own.core = connect(own.options);
    show(client, "baseUrl", own.core.baseUrl);
  }
  return /** @type {Core} */ (own.core);
}

/** A homeserver and the right to administer it. */
export class MatrixAdminClient {
  /** @param {any} options judged as soon as the WebAssembly is there */
  constructor(options) {
    clients.set(this, { options: copied(options) });
    if (connect) calledAs(MatrixAdminClient, () => coreOf(this));
    else show(this, "baseUrl", options?.baseUrl);
  }

  /** @param {unknown} request @param {unknown} [options] */
  request(request, options) {
    return calledAs(MatrixAdminClient.prototype.request, () => {
      known(this);
      return begun("", (...given) => coreOf(this).request(...given), [request, options]);
    });
  }

  /** @param {unknown} items @param {unknown} each @param {unknown} [options] */
  bulk(items, each, options) {
    return calledAs(MatrixAdminClient.prototype.bulk, () => known(this) && bulk(items, each, options));
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
 * @param {string} methods separated by spaces, each with what it gives if that is no plain promise: `list:pages`
 */
export function handle(name, property, bound, methods) {
  /** @type {WeakMap<object, { client: object, values: unknown[], number?: number }>} */
  const handles = new WeakMap();
  /** @param {{ client: object, values: unknown[], number?: number }} own */
  const numberOf = (own) => (own.number ??= coreOf(own.client).bind(name, [...own.values]));
  const Handle = class {
    /** @param {object} client @param {any[]} values judged as soon as the WebAssembly is there */
    constructor(client, ...values) {
      values.length = bound.length;
      calledAs(Handle, () => {
        known(client);
        const own = { client, values };
        handles.set(this, own);
        if (connect) numberOf(own);
      });
      bound.forEach((label, index) => show(this, label, values[index]));
    }
  };
  named(Handle, name);
  /** @type {Record<string, any>} */
  const iterating = iterators;
  for (const [index, declared] of methods.split(" ").entries()) {
    const [method = "", kind = ""] = declared.split(":");
    const { [method]: call } = {
      /** @this {object} @param {unknown[]} given */
      [method](...given) {
        return calledAs(call, () => {
          const own = handles.get(this);
          if (!own) throw new InvalidArgumentError(`${method}(): expected to be called on a ${name}`);
          /** @param {unknown[]} values */
          const invoke = (...values) => {
            const number = numberOf(own);
            return coreOf(own.client).invoke(number, index, [...own.values, ...values]);
          };
          /** @param {unknown[]} values */
          const begin = (...values) => begun(kind, invoke, values);
          return iterating[method] ? iterating[method](begin, this, own.client, ...given) : begin(...given);
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
 * What the method gives; before the WebAssembly is there, the same thing, which begins as soon as it is.
 *
 * @param {string} kind
 * @param {(...given: any[]) => any} begin
 * @param {any[]} given
 */
function begun(kind, begin, given) {
  try {
    if (connect) return kind ? begin(...given) : awaited(begin(...given));
  } catch (error) {
    // What was made before, and is wrong, is told as what the call comes to.
    if (kind === "job") throw error;
  }
  // In an array, for lists and what is running are promises themselves.
  const later = async () => {
    const now = given.map(copied);
    if (!connect) await loaded();
    return [begin(...now)];
  };
  if (kind === "pages") return PagePromise.later(later());
  if (kind === "running") return Running.later(later(), given[0]);
  if (kind === "job") return Job.later(later, given[0]);
  return awaited(later().then(([reply]) => reply));
}

/**
 * Plain data as it is now: before the WebAssembly is there, whoever hands it in may change it. What else there is stays.
 *
 * @param {any} value
 * @returns {any}
 */
function copied(value) {
  try {
    if (Array.isArray(value)) return value.map(copied);
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)]));
  } catch {
    return value;
  }
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

/** Gives an object a property that is not listed, unless it is frozen. @param {object} object @param {PropertyKey} name @param {unknown} value */
function define(object, name, value) {
  Reflect.defineProperty(object, name, { value, configurable: true, writable: true });
}

/** Gives an object a property to be read, unless it is frozen. @param {object} object @param {PropertyKey} name @param {unknown} value */
function show(object, name, value) {
  Reflect.defineProperty(object, name, { value, configurable: true, enumerable: true });
}
