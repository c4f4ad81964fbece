// What the checks of replies are made of. They say at first sight whether a value is of a kind.

/** @param {unknown} value */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value */
export const isString = (value) => typeof value === "string";

/** @param {unknown} value */
export const isBoolean = (value) => typeof value === "boolean";

/** @param {unknown} value */
export const isInteger = (value) => Number.isInteger(value);

/** @param {unknown} value */
export const isNumber = (value) => Number.isFinite(value);

/** @param {unknown} value */
export const isStringOrNull = (value) => value === null || typeof value === "string";

/** @param {unknown} value */
export const isIntegerOrNull = (value) => value === null || Number.isInteger(value);

/** @param {unknown} value @param {(item: any) => boolean} check */
export const isArrayOf = (value, check) => Array.isArray(value) && value.every((item) => check(item));

/** @param {any} value @param {(item: any) => boolean} check */
export const isMapOf = (value, check) => isObject(value) && Object.values(value).every((item) => check(item));

/**
 * Whether it is 0 or 1, as some servers send booleans; it becomes one.
 *
 * @param {Record<string, any>} object
 * @param {string} name
 */
export function isFlag(object, name) {
  const value = object[name];
  object[name] = value === 1;
  return value === 0 || value === 1;
}

/**
 * Whether it is a time in seconds; it becomes one in milliseconds.
 *
 * @param {Record<string, any>} object
 * @param {string} name
 */
export const isSeconds = (object, name) =>
  Number.isInteger(object[name]) && Number.isSafeInteger((object[name] *= 1000));
