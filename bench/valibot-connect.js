// What all endpoints of a client written by hand go through.

import * as v from "valibot";

export class SynapseError extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(`${status} ${body?.errcode ?? ""} ${body?.error ?? ""}`);
    this.status = status;
    this.errcode = body?.errcode;
  }
}

/** @param {string} baseUrl @param {string} accessToken */
export function connect(baseUrl, accessToken) {
  /** @param {any} schema @param {string} method @param {string} path @param {{ query?: any, body?: any }} [options] */
  return async (schema, method, path, { query = {}, body } = {}) => {
    const url = new URL(`${baseUrl}/_synapse/admin${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(body && { "content-type": "application/json" }),
    };
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    const reply = await response.json().catch(() => undefined);
    if (!response.ok) throw new SynapseError(response.status, reply);
    return v.parse(schema, reply);
  };
}

/** @typedef {ReturnType<typeof connect>} Client */
