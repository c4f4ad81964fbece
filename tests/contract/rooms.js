// Rooms with something in them, for the checks of rooms, events and history.

import { connect, pause } from "./tools.js";

/** @typedef {Awaited<ReturnType<typeof connect>>} Homeserver */
/** @typedef {(type: string, content: object) => Promise<string>} Send sends an event and gives its id */

export const ADMIN = "/_synapse/admin/v1";
export const CLIENT = "/_matrix/client/v3";
export const encoded = encodeURIComponent;

/**
 * A room of a new user.
 *
 * @param {Homeserver} server
 * @param {object} [fields] of `createRoom`
 */
export async function newRoom(server, fields = {}) {
  const owner = await server.account();
  const { room_id } = await server.request("POST", `${CLIENT}/createRoom`, fields, owner.accessToken);
  const path = `${CLIENT}/rooms/${encoded(room_id)}`;
  let sent = 0;
  /** @type {Send} */
  const send = async (type, content) => {
    const { event_id } = await server.request("PUT", `${path}/send/${encoded(type)}/${sent++}`, content, owner.accessToken);
    return event_id;
  };
  /** @param {string} eventId @param {object} [content] @returns {Promise<string>} the id of the redaction */
  const redact = async (eventId, content = {}) => {
    const { event_id } = await server.request("PUT", `${path}/redact/${encoded(eventId)}/${sent++}`, content, owner.accessToken);
    return event_id;
  };
  /** @param {string} type @param {object} content */
  const setState = (type, content) => server.request("PUT", `${path}/state/${type}/`, content, owner.accessToken);
  return { owner, roomId: String(room_id), room: server.client.room(room_id), send, redact, setState };
}

/**
 * A room with these messages, the oldest first, and the ids of their events.
 *
 * @param {Homeserver} server
 * @param {string[]} texts
 * @param {object} [fields] of `createRoom`
 */
export async function conversation(server, texts, fields) {
  const room = await newRoom(server, fields);
  /** @type {string[]} */
  const ids = [];
  for (const body of texts) ids.push(await room.send("m.room.message", { msgtype: "m.text", body }));
  return { ...room, ids };
}

/**
 * Waits until the server has counted what is in a room, which it does some events at a time. Before that it lists neither
 * the room nor reports of its events, and a space shows it without its name.
 *
 * @param {Homeserver} server @param {string} roomId
 */
export async function counted(server, roomId) {
  const path = `${ADMIN}/rooms/${encoded(roomId)}`;
  const { state } = await server.ask("GET", `${path}/state`);
  while ((await server.ask("GET", path)).state_events !== state.length) await pause(50);
}

/** Those of the room versions that the homeserver has. @param {Homeserver} server @param {string[]} versions */
export async function known(server, versions) {
  const { capabilities } = await server.ask("GET", `${CLIENT}/capabilities`);
  return versions.filter((version) => version in capabilities["m.room_versions"].available);
}
