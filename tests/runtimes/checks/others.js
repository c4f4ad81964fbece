// What another server, a user or an old row of the database decides: whatever it is, the reply comes as it is.
import { ALICE, account, details, equal, fake, group, json, media, pusher } from "../tools.js";

/** @typedef {import("matrix-admin-sdk").MatrixAdminClient} Client */

export const { checks, check } = group("what others decide");

const ROOM = "!room:example.com";

/** Whatever JSON can be, and `undefined` for what is not there. */
const ANYTHING = [null, true, 7, 1.5, -1e300, "1", "", [], [null], {}, { event_id: 7 }, undefined];

/** What a number cannot be in JavaScript. */
const HUGE = "1".repeat(400);

// ---- what Synapse answers

const EVENT = {
  event_id: "$a",
  type: "m.room.message",
  room_id: ROOM,
  sender: "@m:example.org",
  user_id: "@m:example.org",
  content: {},
  origin_server_ts: 1,
  unsigned: {},
};
const FEDERATION_EVENT = { ...EVENT, depth: 9, auth_events: [], prev_events: [], hashes: {}, signatures: {} };
const CHILD = {
  type: "m.space.child",
  state_key: "!child:example.org",
  content: { via: ["example.org"] },
  sender: "@m:example.org",
  origin_server_ts: 1,
};
const SPACE = { room_id: ROOM, world_readable: false, guest_can_join: false };
const REPORT = {
  id: 1,
  received_ts: 1,
  room_id: ROOM,
  event_id: "$a",
  user_id: ALICE,
  score: -100,
  reason: null,
  sender: null,
  canonical_alias: null,
  name: null,
};
const DESTINATION = {
  destination: "example.org",
  retry_last_ts: 5,
  retry_interval: 5,
  failure_ts: 5,
  last_successful_stream_ordering: null,
};
const FILE = { ...media(), media_origin: null, filesystem_id: null };
const DELETION = { delete_id: "a", room_id: ROOM, status: "active", shutdown_room: null };

/**
 * @typedef {object} Given
 * @property {Record<string, unknown>} sample what Synapse usually sends
 * @property {(sample: object) => unknown} [reply] the reply that it stands in
 * @property {(client: Client) => PromiseLike<unknown>} call
 * @property {(sample: object) => unknown} [gives] what it resolves to, if not the reply
 * @property {string[]} [unknown] the fields that may be any JSON
 * @property {string[]} [absent] those of them that may be missing
 * @property {string[]} [nullable] the fields that may be `null`
 */

const IN_EVENTS = ["redacts", "age", "prev_content", "replaces_state", "redacted_because"];
const events = {
  sample: EVENT,
  unknown: ["origin_server_ts", ...IN_EVENTS],
  absent: IN_EVENTS,
  nullable: ["state_key"],
};

/** Each call in whose reply somebody else has a say. @type {Record<string, Given>} */
const REPLIES = {
  "room.getMessages": {
    ...events,
    reply: (event) => ({ chunk: [event, EVENT], start: "a", state: [event] }),
    call: (client) => client.room(ROOM).getMessages(),
  },
  "room.getState": {
    ...events,
    reply: (event) => ({ state: [event, EVENT] }),
    gives: (event) => [event, EVENT],
    call: (client) => client.room(ROOM).getState(),
  },
  "room.getContext": {
    ...events,
    reply: (event) => ({
      events_before: [event],
      event,
      events_after: [event],
      state: [event],
      start: "a",
      end: "b",
    }),
    call: (client) => client.room(ROOM).getContext("$a"),
  },
  "events.get": {
    sample: FEDERATION_EVENT,
    reply: (event) => ({ event }),
    gives: (event) => event,
    call: (client) => client.events.get("$a"),
    unknown: ["origin_server_ts", "auth_events", "prev_events", "redacts", "age", "origin"],
    absent: ["auth_events", "redacts", "age", "origin"],
    nullable: ["state_key"],
  },
  "room.timestampToEvent": {
    sample: { event_id: "$a", origin_server_ts: 1 },
    call: (client) => client.room(ROOM).timestampToEvent(0),
    unknown: ["origin_server_ts"],
  },
  "room.getHierarchy": {
    sample: CHILD,
    reply: (child) => ({ rooms: [{ ...SPACE, children_state: [child, CHILD] }] }),
    call: (client) => client.room(ROOM).getHierarchy(),
    unknown: ["origin_server_ts"],
  },
  "room.get": {
    sample: { replacement_room: null },
    reply: (replaced) => ({ ...roomDetails(), ...replaced }),
    call: (client) => client.room(ROOM).get(),
    unknown: ["replacement_room"],
    absent: ["replacement_room"],
  },
  "eventReports.list": {
    sample: REPORT,
    reply: (report) => ({ event_reports: [report, REPORT], total: 2 }),
    call: (client) => client.eventReports.list(),
    unknown: ["score"],
    nullable: ["reason", "sender", "canonical_alias", "name"],
  },
  "eventReports.get": {
    sample: { ...REPORT, event_json: { ...EVENT, redacts: 5, age: "1" } },
    call: (client) => client.eventReports.get(1),
    unknown: ["score"],
    nullable: ["reason", "sender", "canonical_alias", "name"],
  },
  "user.getAllPushers": {
    sample: pusher(),
    reply: (one) => ({ pushers: [one, pusher()], total: 2 }),
    call: (client) => client.user(ALICE).getAllPushers(),
    unknown: ["data"],
    nullable: ["lang", "device_id"],
  },
  "user.getAdminClientConfig": {
    sample: {},
    call: (client) => client.user(ALICE).getAdminClientConfig(),
    unknown: ["return_soft_failed_events", "return_policy_server_spammy_events"],
    absent: ["return_soft_failed_events", "return_policy_server_spammy_events"],
  },
  "user.get": {
    sample: details(),
    call: (client) => client.user(ALICE).get(),
    gives: (details) => inMilliseconds(details),
    nullable: [
      ...["creation_ts", "appservice_id", "consent_server_notice_sent", "consent_version", "consent_ts"],
      ...["user_type", "displayname", "avatar_url", "last_seen_ts"],
    ],
  },
  "user.createOrUpdate": {
    sample: details(),
    call: (client) => client.user(ALICE).createOrUpdate(),
    gives: (details) => ({ ...inMilliseconds(details), created: false }),
    nullable: ["creation_ts"],
  },
  "users.list": {
    sample: account(),
    reply: (one) => ({ users: [one, account()], total: 2 }),
    call: (client) => client.users.list(),
    nullable: ["user_type", "displayname", "avatar_url", "creation_ts", "last_seen_ts"],
  },
  "user.getDevices": {
    sample: {
      user_id: ALICE,
      device_id: "A",
      display_name: "",
      last_seen_user_agent: "",
      last_seen_ts: 1,
      last_seen_ip: "",
    },
    reply: (device) => ({ devices: [device], total: 1 }),
    call: (client) => client.user(ALICE).getDevices(),
    nullable: ["display_name", "last_seen_user_agent", "last_seen_ts", "last_seen_ip"],
  },
  "user.getMemberships": {
    sample: { [ROOM]: "join" },
    reply: (memberships) => ({ memberships }),
    gives: (memberships) => memberships,
    call: (client) => client.user(ALICE).getMemberships(),
    nullable: [ROOM],
  },
  "user.getMedia": {
    sample: media(),
    reply: (file) => ({ media: [file, media()], total: 2 }),
    call: (client) => client.user(ALICE).getMedia(),
    nullable: [
      ...["media_type", "media_length", "upload_name", "created_ts", "url_cache", "last_access_ts"],
      ...["quarantined_by", "user_id", "sha256"],
    ],
  },
  "media.get": {
    sample: FILE,
    reply: (media_info) => ({ media_info }),
    gives: (file) => file,
    call: (client) => client.media.get("example.org", "a"),
    nullable: [
      ...["media_origin", "user_id", "media_type", "media_length", "upload_name", "created_ts", "filesystem_id"],
      ...["url_cache", "last_access_ts", "quarantined_by", "safe_from_quarantine", "sha256"],
    ],
  },
  "statistics.getUsersMedia": {
    sample: { user_id: ALICE, displayname: "Alice", media_count: 1, media_length: 1 },
    reply: (one) => ({ users: [one], total: 1 }),
    call: (client) => client.statistics.getUsersMedia(),
    nullable: ["user_id", "displayname", "media_length"],
  },
  "federation.list": {
    sample: DESTINATION,
    reply: (one) => ({ destinations: [one], total: 1 }),
    call: (client) => client.federation.list(),
    nullable: ["retry_interval", "failure_ts", "last_successful_stream_ordering"],
  },
  "federation.get": {
    sample: DESTINATION,
    call: (client) => client.federation.get("example.org"),
    nullable: ["retry_interval", "failure_ts", "last_successful_stream_ordering"],
  },
  "room.deletions": {
    sample: DELETION,
    reply: (one) => ({ results: [one] }),
    gives: (one) => [one],
    call: (client) => client.room(ROOM).deletions(),
    nullable: ["room_id", "shutdown_room"],
  },
};

function roomDetails() {
  const nothing = [
    ...["name", "canonical_alias", "joined_members", "join_rules", "guest_access", "history_visibility"],
    ...["state_events", "avatar", "topic", "room_type", "joined_local_members", "version", "creator"],
    "encryption",
  ].map((name) => [name, null]);
  const flags = { federatable: false, public: false, joined_local_devices: 0, forgotten: true };
  return { room_id: ROOM, ...Object.fromEntries(nothing), ...flags };
}

/** The one time that Synapse sends in seconds. @param {any} details */
const inMilliseconds = (one) => ({ ...one, creation_ts: one.creation_ts && one.creation_ts * 1000 });

for (const [name, { sample, call, unknown = [], absent = [], nullable = [], ...given }] of Object.entries(REPLIES)) {
  const { reply = (one) => one, gives = reply } = given;
  const values = [
    ...unknown.flatMap((field) => ANYTHING.map((value) => ({ field, value }))),
    ...nullable.map((field) => ({ field, value: null })),
  ].filter(({ field, value }) => value !== undefined || absent.includes(field));
  check(`${name} takes what it is given in ${[...unknown, ...nullable].join(", ")}`, async (context) => {
    for (const { field, value } of values) {
      const odd = { ...sample, [field]: value };
      const { client } = fake(context, json(reply(odd)));
      // `undefined` is not there in JSON.
      equal(await call(client), JSON.parse(JSON.stringify(gives(odd))), `${field}: ${JSON.stringify(value)}`);
    }
  });
}

check("a number that JavaScript cannot hold stops no list", async (context) => {
  const score = `{"event_reports":[${JSON.stringify(REPORT).replace("-100", HUGE)}],"total":1}`;
  const depth = `{"event":${JSON.stringify(FEDERATION_EVENT).replace('"depth":9', '"depth":9223372036854775807')}}`;
  const { client } = fake(context, [new Response(score), new Response(depth)]);
  equal((await client.eventReports.list()).event_reports[0]?.score, Infinity, "the score");
  equal((await client.events.get("$a")).depth, 2 ** 63, "the depth");
});

check("one odd event among others ends no list of messages", async (context) => {
  const odd = IN_EVENTS.flatMap((field) => ANYTHING.map((value) => ({ ...EVENT, [field]: value })));
  const chunk = JSON.parse(JSON.stringify([EVENT, ...odd, EVENT]));
  const pages = [json({ chunk, start: "a", end: "b" }), json({ chunk: [EVENT], start: "b" })];
  const { client } = fake(context, pages);
  const found = [];
  for await (const event of client.room(ROOM).getMessages()) found.push(event);
  equal(found, [...chunk, EVENT], "the events");
});
