// A server on 127.0.0.1 that misbehaves as it is told, for tests in any runtime.
//
// A client with the base URL `${url}/${faults}/${run}` gets these faults from every path below it: one for each
// attempt, the last one for all that follow: `/503,fine/a-name`. `GET ${elsewhere}/attempts/a-name` tells what
// arrived, as a list of `Attempt`.

import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

/**
 * @typedef {object} Attempt
 * @property {number} at when it arrived, in ms, comparable with the others of the run
 * @property {string} method
 * @property {string} path below the base URL
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {boolean} elsewhere whether it arrived at the other origin
 * @property {boolean} cut whether the client closed the connection before it had the answer
 */

/** @typedef {import("node:http").IncomingMessage} Request */
/** @typedef {import("node:http").ServerResponse} Response */
/** @typedef {(response: Response, request: Request, run: string) => unknown} Fault */

/** Longer than the shortest time limit that Node's `fetch` can be given, which is about a second. */
const SLOW_MS = 3_000;

/** What the proxy knows its users by. */
const COOKIE = "proxy=open";

/** What lets a page of another origin send cookies. @param {Request} request @returns {Record<string, string>} */
const withCookies = ({ headers }) => ({
  "Access-Control-Allow-Origin": headers.origin ?? "*",
  "Access-Control-Allow-Credentials": "true",
});

/** What every call can take for an answer: the fields of all of them. */
const DATA = {
  admin: true,
  access_token: "syt_of_the_user",
  joined_rooms: ["!room:example.com"],
  total: 1,
};
const FINE = JSON.stringify(DATA);
const HTML = "<!DOCTYPE html><html><title>Sorry</title><h1>Something went wrong</h1></html>";

/** An event that nothing is odd about. */
const EVENT = {
  event_id: "$a",
  type: "m.room.message",
  room_id: "!room:example.com",
  sender: "@m:example.org",
  user_id: "@m:example.org",
  content: {},
  origin_server_ts: 1,
  unsigned: {},
};
const ODD = { redacts: 5, age: "1", prev_content: "x", replaces_state: 7, redacted_because: null };
const ODDER = { origin_server_ts: true, redacts: null, age: [], prev_content: 1, redacted_because: "x" };
const PUSHER = {
  app_display_name: "",
  app_id: "app",
  data: "text",
  device_display_name: "",
  kind: "email",
  lang: null,
  profile_tag: "",
  pushkey: "alice@example.com",
};
/** A file of which the database holds no more than it has to. */
const FILE = {
  media_id: "a",
  media_type: null,
  media_length: null,
  upload_name: null,
  created_ts: null,
  last_access_ts: null,
  quarantined_by: null,
  safe_from_quarantine: false,
};

const POLLUTED = '{"polluted":true}';

/** The text of the good answer, with more members. @param {string} members */
const fineWith = (members) => `${FINE.slice(0, -1)},${members}}`;

/** As Synapse sends them. */
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
  "Access-Control-Allow-Headers": "X-Requested-With, Content-Type, Authorization, Date",
  "Access-Control-Expose-Headers": "Synapse-Trace-Id, Server",
};

/**
 * One answer to a connection: what comes over a kept one may be repeated by a browser unasked.
 *
 * @param {number} status
 * @param {string | Uint8Array} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Fault}
 */
function answer(status, body, headers) {
  return (response) => {
    response.writeHead(status, {
      ...CORS,
      Connection: "close",
      "Content-Type": "application/json",
      ...headers,
    });
    response.end(body);
  };
}

/** @param {number} status @param {object} body */
const json = (status, body) => answer(status, JSON.stringify(body));

/** @param {number} status @param {string} errcode @param {object} [more] */
const refusal = (status, errcode, more) => json(status, { errcode, error: `because ${errcode}`, ...more });

/** @param {number} status @param {Record<string, string>} [headers] */
const html = (status, headers) => answer(status, HTML, { "Content-Type": "text/html", ...headers });

/** Also to pages. @param {string} time @returns {Record<string, string>} */
const retryAfter = (time) => ({ "Retry-After": time, "Access-Control-Expose-Headers": "Retry-After" });

const HEADERS = Object.entries({ "Content-Type": "application/json", ...CORS });
const OK = `HTTP/1.1 200 OK\r\n${HEADERS.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;

/**
 * These bytes, and then the end: what must never come out of a real server.
 *
 * @param {string} bytes
 * @param {"reset" | "end" | "stall"} then
 * @returns {Fault}
 */
function raw(bytes, then) {
  return ({ socket }) => {
    socket?.write(bytes);
    if (then === "end") socket?.end();
    // Later, for a reset takes what was sent but not read yet with it.
    if (then === "reset") setTimeout(() => socket?.resetAndDestroy(), bytes ? 100 : 0);
  };
}

const long = () => `"padding":"${"x".repeat(50_000_000)}"`;
/** @param {number} depth */
const nested = (depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const REFUSAL = '{"errcode":"M_UNKNOWN","error":"so deep"';

/** Such users are out there. */
export const ODD_IDS = ["@s p a c e:example.com", "@:example.com", "@a/b?c#d%20:example.com", "@🎉:example.com"];

/** @type {Record<string, Fault>} */
const FAULTS = {
  fine: answer(200, FINE),
  "429-with-time": refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 300 }),
  "429-with-long-time": refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 600_000 }),
  "429-without-time": refusal(429, "M_LIMIT_EXCEEDED"),
  "429-other-limit": refusal(429, "M_TOO_MANY_OF_THEM"),
  "429-html": html(429),
  "429-retry-after": html(429, retryAfter("1")),
  "429-two-times": answer(
    429,
    JSON.stringify({ errcode: "M_LIMIT_EXCEEDED", error: "so", retry_after_ms: 300 }),
    retryAfter("600"),
  ),
  500: refusal(500, "M_UNKNOWN"),
  "500-deep": answer(500, `${REFUSAL},"x":${nested(100_000)}}`),
  "500-nested": answer(500, `${REFUSAL},"x":${nested(4_900)}}`),
  502: html(502),
  503: html(503),
  "503-own": refusal(503, "M_UNKNOWN"),
  "503-retry-after": html(503, retryAfter("1")),
  "503-retry-after-3": html(503, retryAfter("3")),
  "503-retry-after-date": (...rest) =>
    html(503, retryAfter(new Date(Date.now() + 2_000).toUTCString()))(...rest),
  504: html(504),
  "504-not-yet-uploaded": refusal(504, "M_NOT_YET_UPLOADED"),
  "502-long": (response, ...rest) => answer(502, "<p>".repeat(5_000_000))(response, ...rest),
  401: refusal(401, "M_UNKNOWN_TOKEN"),
  "401-soft": refusal(401, "M_UNKNOWN_TOKEN", { soft_logout: true }),
  "401-missing": refusal(401, "M_MISSING_TOKEN"),
  403: refusal(403, "M_FORBIDDEN"),
  404: refusal(404, "M_NOT_FOUND"),
  "404-html": html(404),
  "404-unrecognized": refusal(404, "M_UNRECOGNIZED"),
  409: refusal(409, "M_USER_IN_USE"),
  "stale-token": (response, request, run) =>
    FAULTS[request.headers.authorization === "Bearer stale" ? "401" : "fine"](response, request, run),
  "400-echo": (response, request, run) =>
    refusal(400, "M_UNKNOWN", { headers: request.headers })(response, request, run),

  "reset-before-headers": raw("", "reset"),
  "reset-in-headers": raw("HTTP/1.1 200 OK\r\nContent-Type: appl", "reset"),
  "reset-in-body": raw(`${OK}Content-Length: 1000\r\n\r\n${FINE.slice(0, 20)}`, "reset"),
  "reset-on-kept-connection": resetOnKeptConnection,
  "stall-headers": () => {},
  "stall-body": raw(`${OK}Content-Length: 1000\r\n\r\n${FINE.slice(0, 20)}`, "stall"),
  "too-short": raw(`${OK}Content-Length: 1000\r\n\r\n${FINE}`, "end"),
  "chunk-missing": raw(`${OK}Transfer-Encoding: chunked\r\n\r\n14\r\n${FINE.slice(0, 20)}\r\n`, "end"),

  "cut-off": raw(`${OK}Connection: close\r\n\r\n${FINE.slice(0, 20)}`, "end"),
  truncated: answer(200, FINE.slice(0, 20)),
  html: html(200),
  204: (response) => response.writeHead(204, { ...CORS, Connection: "close" }).end(),
  empty: answer(200),
  "not-utf-8": answer(200, Buffer.from(fineWith('"name":"\xc3("'), "latin1")),
  long: (response, ...rest) => answer(200, fineWith(long()))(response, ...rest),
  deep: answer(200, fineWith(`"deep":${nested(100_000)}`)),
  gzip: answer(200, gzipSync(FINE), { "Content-Encoding": "gzip" }),
  "not-gzip": answer(200, FINE, { "Content-Encoding": "gzip" }),
  "duplicate-keys": answer(200, `{"total":"first","admin":0,"access_token":0,${FINE.slice(1)}`),
  "prototype-keys": answer(200, fineWith(`"__proto__":${POLLUTED},"constructor":{"prototype":${POLLUTED}}`)),
  bom: answer(200, `\ufeff${FINE}`),
  "odd-members": json(200, { members: ODD_IDS, total: ODD_IDS.length }),
  "deleted-one": json(200, { deleted_media: ["removed"], total: 1 }),
  "one-left": json(200, { media: [], total: 1 }),
  "no-guests": json(400, {
    errcode: "M_INVALID_PARAM",
    error: "The guests parameter is not supported when delegating to MAS.",
  }),
  "no-users": json(200, { users: [], total: 0 }),
  newer: json(200, { ...DATA, admin: "of some rooms" }),
  "odd-events": json(200, { chunk: [{ ...EVENT, ...ODD }, { ...EVENT, ...ODDER }, EVENT], start: "a" }),
  "odd-pushers": json(200, { pushers: [PUSHER], total: 1 }),
  nulls: json(200, { media: [FILE], total: 1 }),
  redirect: (response, request, run) =>
    answer(302, undefined, { Location: `${elsewhere}/elsewhere/${run}${request.url}` })(response, request, run),
  "redirect-307": (response, request, run) =>
    answer(307, undefined, { Location: `${elsewhere}/elsewhere/${run}${request.url}` })(response, request, run),
  "redirect-here": (response, request, run) =>
    answer(308, undefined, { Location: `/fine/${run}/moved` })(response, request, run),
  "redirect-loop": (response, request, run) =>
    answer(307, undefined, { Location: request.url ?? "" })(response, request, run),
  "redirect-file": answer(307, undefined, { Location: "file:///etc/passwd" }),
  "redirect-nowhere": answer(307),
  "slow-headers": (...given) => setTimeout(() => answer(200, FINE)(...given), SLOW_MS),
  "slow-body": (response) => {
    response.writeHead(200, { ...CORS, Connection: "close" }).write(FINE.slice(0, 20));
    setTimeout(() => response.end(FINE.slice(20)), SLOW_MS);
  },
  cookie: (response, request, run) => {
    const [status, body] = request.headers.cookie?.includes(COOKIE) ? [200, FINE] : [401, HTML];
    answer(status, body, withCookies(request))(response, request, run);
  },
  "set-cookie": (response, request, run) =>
    answer(200, FINE, { "Set-Cookie": `${COOKIE}; Path=/`, ...withCookies(request) })(response, request, run),
  "no-cors": (response) => response.writeHead(200, { Connection: "close" }).end(FINE),
};

/** A port that nobody listens at, that no system gives out by itself, and that `fetch` allows. */
const CLOSED = "http://127.0.0.1:2";

/** The origin of the other server. */
let elsewhere = "";

/** Keeps the connection after the first answer, and resets it when the next request has come over it. */
const kept = new WeakSet();
/** @type {Fault} */
function resetOnKeptConnection(response, request, run) {
  const { socket } = request;
  if (kept.has(socket)) return socket.resetAndDestroy();
  kept.add(socket);
  answer(200, FINE, { Connection: "keep-alive" })(response, request, run);
}

/**
 * @typedef {object} Faults
 * @property {string} url where the faults are
 * @property {string} elsewhere another origin, to which redirects lead, and which tells what arrived
 * @property {string} closed where nothing listens
 * @property {() => void} close
 */

/** @returns {Promise<Faults>} */
export async function start() {
  /** @type {Map<string, Attempt[]>} */
  const runs = new Map();

  /** @param {Request} request @param {string} run @param {Partial<Attempt>} more */
  const record = async (request, run, more) => {
    const attempt = /** @type {Attempt} */ ({
      at: performance.now(),
      method: request.method ?? "",
      headers: /** @type {Record<string, string>} */ (request.headers),
      body: "",
      elsewhere: false,
      cut: false,
      ...more,
    });
    const attempts = runs.get(run) ?? [];
    runs.set(run, [...attempts, attempt]);
    try {
      for await (const chunk of request.setEncoding("utf8")) attempt.body += chunk;
    } catch {
      // Whoever sent it has let it go.
    }
    return { attempt, index: attempts.length };
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const [, faults = "", run = "", ...path] = (request.url ?? "").split("/");
    if (request.method === "OPTIONS") {
      const Connection = faults === "reset-on-kept-connection" ? "keep-alive" : "close";
      const cookies = faults === "cookie" ? withCookies(request) : {};
      response.writeHead(204, { ...CORS, ...cookies, Connection }).end();
    } else {
      const { attempt, index } = await record(request, run, { path: `/${path.join("/")}` });
      response.on("close", () => (attempt.cut = !response.writableFinished));
      const list = faults.split(",");
      const fault = FAULTS[list[Math.min(index, list.length - 1)]];
      if (fault) fault(response, request, run);
      else answer(418, "there is no such fault")(response, request, run);
    }
  });
  const other = createServer(async (request, response) => {
    const [, what, run = ""] = (request.url ?? "").split("/");
    const attempts = runs.get(run) ?? [];
    if (what !== "attempts") await record(request, run, { elsewhere: true, path: request.url });
    answer(200, what === "attempts" ? JSON.stringify(attempts) : FINE)(response, request, run);
  });
  const [url, otherUrl] = await Promise.all([server, other].map(listen));
  elsewhere = otherUrl;
  return {
    url,
    elsewhere,
    closed: CLOSED,
    close: () => {
      for (const each of [server, other]) {
        each.close();
        each.closeAllConnections();
      }
    },
  };
}

/** @param {import("node:http").Server} server @returns {Promise<string>} */
function listen(server) {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}
