// Replies as Synapse writes them: its fields in its order, values of the usual lengths, always the same.

/** @type {Record<string, (rows: number, ascii: boolean) => object>} */
export const pages = {
  users: (rows, ascii) => ({
    users: times(rows, (n) => ({
      name: `@user_${n * 7919}:example.com`,
      user_type: n % 50 === 0 ? "bot" : null,
      is_guest: false,
      admin: n % 100 === 0,
      deactivated: n % 10 === 0,
      shadow_banned: false,
      displayname: n % 4 === 0 ? null : title(n, ascii),
      avatar_url: n % 3 === 0 ? null : `mxc://example.com/${hash(n, 24)}`,
      creation_ts: 1_600_000_000_000 + n * 86_400_123,
      approved: true,
      erased: false,
      last_seen_ts: n % 5 === 0 ? null : 1_700_000_000_000 + n * 1_234_567,
      locked: false,
    })),
    total: rows,
  }),
  rooms: (rows, ascii) => ({
    rooms: times(rows, (n) => ({
      room_id: `!${hash(n, 18)}:example.com`,
      name: n % 3 === 0 ? null : title(n, ascii),
      canonical_alias: n % 3 === 0 ? null : `#room_${n}:example.com`,
      joined_members: n % 500,
      joined_local_members: n % 50,
      version: "11",
      creator: `@user_${n % 97}:example.com`,
      encryption: n % 2 === 0 ? "m.megolm.v1.aes-sha2" : null,
      federatable: true,
      public: n % 7 === 0,
      join_rules: n % 7 === 0 ? "public" : "invite",
      guest_access: n % 2 === 0 ? "can_join" : null,
      history_visibility: "shared",
      state_events: n % 1000,
      room_type: n % 20 === 0 ? "m.space" : null,
    })),
    offset: 0,
    total_rooms: rows,
  }),
  media: (rows, ascii) => ({
    media: times(rows, (n) => ({
      media_id: hash(n, 24),
      media_type: n % 3 === 0 ? "image/png" : "application/pdf",
      media_length: 1000 + ((n * 7919) % 5_000_000),
      upload_name: n % 5 === 0 ? null : `${title(n, ascii)}.png`,
      created_ts: 1_650_000_000_000 + n * 1_234_567,
      url_cache: null,
      last_access_ts: n % 2 === 0 ? null : 1_700_000_000_000 + n,
      quarantined_by: null,
      safe_from_quarantine: false,
      user_id: `@user_${n % 97}:example.com`,
      authenticated: true,
      sha256: hash(n, 64),
    })),
    total: rows,
  }),
};

/** One account, whole. */
export const user = {
  name: "@alice:example.com",
  admin: false,
  deactivated: false,
  locked: false,
  shadow_banned: false,
  creation_ts: 1_650_000_000,
  appservice_id: null,
  consent_server_notice_sent: null,
  consent_version: null,
  consent_ts: null,
  user_type: null,
  is_guest: false,
  suspended: false,
  displayname: "Alice Liddell",
  avatar_url: "mxc://example.com/cPBkzdzRZrZrZJJcVbRdTyUB",
  threepids: [
    {
      medium: "email",
      address: "alice@example.com",
      validated_at: 1_650_000_000_123,
      added_at: 1_650_000_001_456,
    },
  ],
  external_ids: [{ auth_provider: "oidc-keycloak", external_id: "7f9c2ba4-e88f-4d5a-9c1e-1f2b3c4d5e6f" }],
  erased: false,
  last_seen_ts: 1_700_000_000_123,
};

const PLAIN = ["Alice Liddell", "The quick brown fox", "Reading group", "Bob B.", "Annual report 2026", "x"];
const OTHER = [
  "Zoë Müller",
  "日本語の部屋の名前",
  "Люди и книги",
  "🎉 party 🎈",
  "Ελληνικά",
  'naïve café "quoted"',
];

/** @param {number} n @param {boolean} ascii */
const title = (n, ascii) => `${(ascii ? PLAIN : OTHER)[n % 6]} ${n}`;

/** @template T @param {number} rows @param {(n: number) => T} row */
const times = (rows, row) => Array.from({ length: rows }, (_, n) => row(n));

/** Letters and digits that look like chance. @param {number} n @param {number} length */
function hash(n, length) {
  let text = "";
  for (let x = (n + 1) * 2654435761; text.length < length; x = (x * 48271 + 11) % 2147483647)
    text += x.toString(36);
  return text.slice(0, length);
}
