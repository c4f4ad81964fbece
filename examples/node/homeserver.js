// Fills a homeserver: people, rooms, files, devices and settings, by the ordinary client API and plain fetch.
import { deflateSync } from "node:zlib";

/** Somebody, logged in on one device. */
export class Session {
  constructor(url, { user_id, device_id, access_token }, userAgent) {
    this.url = url;
    this.userId = user_id;
    this.deviceId = device_id;
    this.accessToken = access_token;
    this.userAgent = userAgent;
  }

  /** Logs in. `deviceName` and `userAgent` are what admins see of the device. */
  static async logIn(url, user, password, { deviceName, userAgent = "tour" } = {}) {
    const identifier = { type: "m.id.user", user };
    const login = { type: "m.login.password", identifier, password, initial_device_display_name: deviceName };
    const session = await request("POST", `${url}/_matrix/client/v3/login`, { json: login });
    return new Session(url, session, userAgent);
  }

  /** The same user with another token. */
  withToken(access_token) {
    return new Session(this.url, { user_id: this.userId, access_token }, this.userAgent);
  }

  /** Calls the homeserver as this user. */
  async api(method, path, json) {
    return request(method, this.url + path, { json, headers: this.#headers() });
  }

  whoAmI() {
    return this.api("GET", "/_matrix/client/v3/account/whoami");
  }

  createRoom(name, alias, topic) {
    const room = { name, room_alias_name: alias, topic, preset: "public_chat" };
    return this.api("POST", "/_matrix/client/v3/createRoom", room);
  }

  join(room) {
    return this.api("POST", `/_matrix/client/v3/join/${encodeURIComponent(room)}`, {});
  }

  async upload(name, type, bytes) {
    const url = `${this.url}/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`;
    const { content_uri } = await request("POST", url, {
      bytes,
      headers: { ...this.#headers(), "Content-Type": type },
    });
    return content_uri.split("/").at(-1);
  }

  setAccountData(type, content, room) {
    const where = room ? `/rooms/${encodeURIComponent(room)}` : "";
    const user = encodeURIComponent(this.userId);
    return this.api("PUT", `/_matrix/client/v3/user/${user}${where}/account_data/${type}`, content);
  }

  setPusher(pusher) {
    return this.api("POST", "/_matrix/client/v3/pushers/set", pusher);
  }

  #headers() {
    return { Authorization: `Bearer ${this.accessToken}`, "User-Agent": this.userAgent };
  }
}

async function request(method, url, { json, bytes, headers }) {
  const body = bytes ?? (json && JSON.stringify(json));
  const response = await fetch(url, { method, headers, ...(body && { body }) });
  const reply = await response.json();
  if (!response.ok)
    throw Object.assign(new Error(`${reply.errcode}: ${reply.error}`), { errcode: reply.errcode });
  return reply;
}

// ---- who and what there is

/** The name at the homeserver, and the one that is shown. */
const PEOPLE = {
  alice: "Alice",
  rabbit: "White Rabbit",
  hatter: "Mad Hatter",
  hare: "March Hare",
  dormouse: "Dormouse",
  cat: "Cheshire Cat",
  caterpillar: "Caterpillar",
  duchess: "Duchess",
  queen: "Queen of Hearts",
  king: "King of Hearts",
  knave: "Knave of Hearts",
  gryphon: "Gryphon",
  jabberwock: "Jabberwock",
};
export const PASSWORD = "down the rabbit hole";

/** Alice's devices; each is a session that she was seen with. */
const DEVICES = {
  "Looking-glass phone": "Element X/26.10 (iPhone 17)",
  "Rabbit-hole laptop": "Element/1.12 (Linux)",
  "Pocket watch": "FluffyChat/2.5 (WearOS)",
};

const ROOMS = {
  "tea-party": { name: "A Mad Tea-Party", owner: "hatter", guests: ["alice", "hare", "dormouse", "cat"] },
  croquet: {
    name: "The Croquet-Ground",
    owner: "queen",
    guests: ["alice", "king", "knave", "duchess", "cat"],
  },
  beach: { name: "The Beach", owner: "gryphon", guests: ["alice", "jabberwock"] },
};

const text = (length) => Buffer.from("Curiouser and curiouser! ".repeat(length / 25 + 1)).subarray(0, length);

const FILES = {
  alice: [
    ["diary.txt", "text/plain", text(12_000)],
    ["letter.txt", "text/plain", text(300)],
    ["looking-glass.png", "image/png", picture(96, 200)],
    ["garden.png", "image/png", picture(240, 110)],
    ["drink-me.txt", "text/plain", text(8)],
  ],
  hatter: [1, 2, 3, 4, 5].map((n) => [`riddle-${n}.txt`, "text/plain", text(n * 1000)]),
  queen: [["roses.png", "image/png", picture(160, 0)]],
  caterpillar: [["mushroom.png", "image/png", picture(128, 30)]],
};

const PUSHER = {
  app_id: "io.element.ios",
  app_display_name: "Element X",
  device_display_name: "Looking-glass phone",
  kind: "http",
  lang: "en",
  pushkey: "looking-glass",
  data: { url: "https://push.example.com/_matrix/push/v1/notify", format: "event_id_only" },
};

/**
 * Makes it all, and says what was made.
 *
 * @param {Session} admin
 */
export async function fill(admin) {
  const server = admin.userId.split(":").slice(1).join(":");
  const ids = Object.fromEntries(Object.keys(PEOPLE).map((name) => [name, `@${name}:${server}`]));

  for (const [name, displayname] of Object.entries(PEOPLE)) {
    const account = { password: PASSWORD, displayname, ...(name === "gryphon" && { user_type: "bot" }) };
    await admin.api("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(ids[name])}`, account);
  }

  /** The sessions of each. @type {Record<string, Session[]>} */
  const sessions = {};
  for (const [name, id] of Object.entries(ids)) {
    const devices =
      name === "alice" ? Object.entries(DEVICES) : [[`${PEOPLE[name]}'s phone`, "Element X/26.10"]];
    sessions[name] = [];
    for (const [deviceName, userAgent] of devices) {
      sessions[name].push(await Session.logIn(admin.url, id, PASSWORD, { deviceName, userAgent }));
    }
  }
  let seen = 0;
  for (const session of sessions.alice) {
    seen = Date.now();
    await session.whoAmI();
  }
  const [alice] = sessions.alice;

  /** The id of each room. @type {Record<string, string>} */
  const rooms = {};
  for (const [alias, { name, owner, guests }] of Object.entries(ROOMS)) {
    rooms[alias] = (await sessions[owner][0].createRoom(name, alias, `Made for ${PEOPLE[owner]}`)).room_id;
    for (const guest of guests) await sessions[guest][0].join(rooms[alias]);
  }

  /** The files of each. @type {Record<string, { id: string, name: string, size: number }[]>} */
  const files = {};
  for (const [owner, list] of Object.entries(FILES)) {
    files[owner] = [];
    for (const [name, type, bytes] of list) {
      files[owner].push({ id: await sessions[owner][0].upload(name, type, bytes), name, size: bytes.length });
    }
  }

  const data = {
    global: { "org.example.size": { height_cm: 25, after: "DRINK ME" } },
    rooms: { [rooms["tea-party"]]: { "org.example.seat": { number: 3, cup: "half full" } } },
  };
  await alice.setAccountData("org.example.size", data.global["org.example.size"]);
  await alice.setAccountData(
    "org.example.seat",
    data.rooms[rooms["tea-party"]]["org.example.seat"],
    rooms["tea-party"],
  );
  await alice.setPusher(PUSHER);

  // Synapse writes down some seconds later whom it has seen.
  while ((await admin.api("GET", `/_synapse/admin/v2/users/${encodeURIComponent(ids.alice)}`)).last_seen_ts < seen) {
    await new Promise((next) => setTimeout(next, 100));
  }
  return { ids, sessions, rooms, files, data, pusher: PUSHER, agents: Object.values(DEVICES) };
}

// ---- a picture

/** A square PNG that fades to white. @param {number} size in pixels @param {number} hue in degrees */
function picture(size, hue) {
  const colour = [0, 120, 240].map((phase) => 127.5 * (1 + Math.cos(((hue - phase) * Math.PI) / 180)));
  const rows = Buffer.alloc(size * (1 + 3 * size));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const white = (x + y) / (2 * size);
      const at = y * (1 + 3 * size) + 1 + 3 * x;
      colour.forEach((value, channel) => (rows[at + channel] = value + (255 - value) * white));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2], 8); // 8 bits each of red, green and blue
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
