// The same models for those who would write them by hand. As with this library, unknown fields stay, and a server may
// leave out what is optional here.

import * as v from "valibot";
import { z } from "zod";

const text = z.string().nullable();
const integer = z.int().nullable();

export const zod = {
  users: z.looseObject({
    users: z.array(
      z.looseObject({
        name: z.string(),
        user_type: text,
        is_guest: z.boolean(),
        admin: z.boolean(),
        deactivated: z.boolean(),
        shadow_banned: z.boolean(),
        displayname: text,
        avatar_url: text,
        creation_ts: integer,
        approved: z.boolean().optional(),
        erased: z.boolean().optional(),
        last_seen_ts: integer.optional(),
        locked: z.boolean().optional(),
      }),
    ),
    next_token: z.union([z.string(), z.int()]).optional(),
    total: z.int(),
  }),
  rooms: z.looseObject({
    rooms: z.array(
      z.looseObject({
        room_id: z.string(),
        name: text,
        canonical_alias: text,
        joined_members: z.int(),
        joined_local_members: z.int(),
        version: text,
        creator: text,
        encryption: text,
        federatable: z.boolean(),
        public: z.boolean(),
        join_rules: text,
        guest_access: text,
        history_visibility: text,
        state_events: z.int(),
        room_type: text,
      }),
    ),
    offset: z.int(),
    total_rooms: z.int(),
    next_batch: z.union([z.string(), z.int()]).optional(),
    prev_batch: z.union([z.string(), z.int()]).optional(),
  }),
  media: z.looseObject({
    media: z.array(
      z.looseObject({
        media_id: z.string(),
        media_type: text,
        media_length: integer,
        upload_name: text,
        created_ts: z.int(),
        url_cache: text.optional(),
        last_access_ts: integer,
        quarantined_by: text,
        safe_from_quarantine: z.boolean(),
        user_id: text.optional(),
        authenticated: z.boolean().nullish(),
        sha256: text.optional(),
      }),
    ),
    next_token: z.union([z.string(), z.int()]).optional(),
    total: z.int(),
  }),
};

const vText = v.nullable(v.string());
const vInteger = v.pipe(v.number(), v.integer());
const vCursor = v.optional(v.union([v.string(), vInteger]));

export const valibot = {
  users: v.looseObject({
    users: v.array(
      v.looseObject({
        name: v.string(),
        user_type: vText,
        is_guest: v.boolean(),
        admin: v.boolean(),
        deactivated: v.boolean(),
        shadow_banned: v.boolean(),
        displayname: vText,
        avatar_url: vText,
        creation_ts: v.nullable(vInteger),
        approved: v.optional(v.boolean()),
        erased: v.optional(v.boolean()),
        last_seen_ts: v.nullish(vInteger),
        locked: v.optional(v.boolean()),
      }),
    ),
    next_token: vCursor,
    total: vInteger,
  }),
  rooms: v.looseObject({
    rooms: v.array(
      v.looseObject({
        room_id: v.string(),
        name: vText,
        canonical_alias: vText,
        joined_members: vInteger,
        joined_local_members: vInteger,
        version: vText,
        creator: vText,
        encryption: vText,
        federatable: v.boolean(),
        public: v.boolean(),
        join_rules: vText,
        guest_access: vText,
        history_visibility: vText,
        state_events: vInteger,
        room_type: vText,
      }),
    ),
    offset: vInteger,
    total_rooms: vInteger,
    next_batch: vCursor,
    prev_batch: vCursor,
  }),
  media: v.looseObject({
    media: v.array(
      v.looseObject({
        media_id: v.string(),
        media_type: vText,
        media_length: v.nullable(vInteger),
        upload_name: vText,
        created_ts: vInteger,
        url_cache: v.nullish(v.string()),
        last_access_ts: v.nullable(vInteger),
        quarantined_by: vText,
        safe_from_quarantine: v.boolean(),
        user_id: v.nullish(v.string()),
        authenticated: v.nullish(v.boolean()),
        sha256: v.nullish(v.string()),
      }),
    ),
    next_token: vCursor,
    total: vInteger,
  }),
};
