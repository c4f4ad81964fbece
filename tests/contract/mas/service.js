// A Matrix Authentication Service, as far as Synapse asks one: whose a token is, and what it may do.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { ok } from "../tools.js";

const ADMIN = "urn:synapse:admin:*";
const USER = "urn:matrix:client:api:*";

/**
 * Starts it for the Synapse there, with the secret that the two share.
 *
 * @param {{ url: string, port: number, secret: string }} where
 */
export async function authenticationService({ url, port, secret }) {
  const authorized = `Bearer ${secret}`;
  /** @type {Map<string | null, object>} */
  const sessions = new Map();

  const server = createServer(async (request, response) => {
    const token = new URLSearchParams(await text(request)).get("token");
    const asked = `${request.method} ${request.url} ${request.headers.authorization}`;
    const known = asked === `POST /oauth2/introspect ${authorized}`;
    response.writeHead(known ? 200 : 404, { "Content-Type": "application/json" });
    response.end(JSON.stringify(known ? (sessions.get(token) ?? { active: false }) : {}));
  });
  // A connection that Synapse holds is not closed at the moment when it asks again.
  server.keepAliveTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  /** @param {string} what @param {object} body */
  async function tell(what, body) {
    const headers = { Authorization: authorized, "Content-Type": "application/json" };
    const reply = await fetch(`${url}/_synapse/mas/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
    ok(reply.ok, `${what}: ${reply.status} ${await reply.text()}`);
  }

  return {
    /**
     * A token for a user, who is made if need be; of no device if none is named.
     *
     * @param {string} localpart @param {string | undefined} device @param {boolean} admin
     */
    async logIn(localpart, device, admin) {
      await tell("provision_user", { localpart });
      if (device) await tell("upsert_device", { localpart, device_id: device });
      const token = `mat_${randomUUID()}`;
      const scope = admin ? `${USER} ${ADMIN}` : USER;
      sessions.set(token, { active: true, username: localpart, device_id: device, scope });
      return token;
    },
    close: () => server.close(),
  };
}
