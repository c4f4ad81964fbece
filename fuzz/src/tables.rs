//! What is declared: by the library, and here, so that every kind is met wherever it may stand.

use matrix_admin_sdk::declare::{
    Argument, Endpoint, Field, Id, Kind, Method, Model, Paging, Payload, Reply, Safety, Shape, Tracking,
};
use matrix_admin_sdk::endpoints;
use matrix_admin_sdk::users::CurrentSessions;

/// Those of this file first, so that their letters in the seeds stay.
pub fn replies() -> Vec<&'static Reply> {
    REPLIES.iter().chain(endpoints().map(|endpoint| &endpoint.reply)).collect()
}

pub fn argument_kinds() -> Vec<&'static Kind> {
    let calls = CALLS.iter().chain(endpoints());
    let params = calls.flat_map(|call| call.arguments).filter(|argument| argument.spread);
    REPLIES.iter().map(Reply::kind).chain(params.map(|argument| &argument.kind)).collect()
}

pub fn calls() -> Vec<&'static Endpoint> {
    CALLS.iter().chain(endpoints()).collect()
}

const fn field(name: &'static str, kind: Kind, required: bool) -> Field {
    Field { name, kind, required }
}

fn in_brackets(value: &[u8], out: &mut Vec<u8>) {
    out.extend([b"[", value, b"]"].concat());
}

static ITEM: Model = Model {
    name: "",
    fields: &[
        field("name", Kind::String, true),
        field("admin", Kind::Bool, true),
        field("displayname", Kind::Nullable(&Kind::String), false),
        field("ts", Kind::Integer, false),
        field("flag", Kind::Flag, false),
    ],
};

static PAGE: Model = Model {
    name: "",
    fields: &[
        field("items", Kind::Array(&Kind::Model(&ITEM)), true),
        field("next_token", Kind::Cursor, false),
        field("total", Kind::Integer, true),
    ],
};

/// A model that contains itself.
static TREE: Model = Model {
    name: "",
    fields: &[
        field("children", Kind::Array(&Kind::Model(&TREE)), false),
        field("next", Kind::Nullable(&Kind::Model(&TREE)), false),
        field("at", Kind::Seconds, false),
    ],
};

static EVERYTHING: Model = Model {
    name: "",
    fields: &[
        field("any", Kind::Any, false),
        field("object", Kind::Object, false),
        field("flag", Kind::Flag, false),
        field("number", Kind::Number, false),
        field("natural", Kind::Natural, false),
        field("positive", Kind::Positive, false),
        field("word", Kind::NonEmpty, false),
        field("seconds", Kind::Nullable(&Kind::Seconds), true),
        field("dir", Kind::OneOf(&["f", "b"]), false),
        field("page", Kind::Model(&PAGE), false),
        field("devices", Kind::Map(&Kind::Model(&ITEM)), false),
        field("flags", Kind::Nullable(&Kind::Map(&Kind::Flag)), false),
        field("times", Kind::Rewritten(&Kind::Array(&Kind::Seconds), in_brackets), false),
        field("tree", Kind::Model(&TREE), false),
    ],
};

static REPLIES: [Reply; 12] = [
    Reply::Value(Kind::Model(&EVERYTHING)),
    Reply::Value(Kind::Model(&TREE)),
    Reply::Page(Kind::Model(&PAGE), PAGING),
    Reply::Value(Kind::Map(&Kind::Nullable(&Kind::Array(&Kind::Seconds)))),
    Reply::Value(Kind::Array(&Kind::Number)),
    Reply::Field(Kind::Model(&EVERYTHING), "seconds"),
    Reply::Value(Kind::Rewritten(&Kind::Map(&Kind::Rewritten(&Kind::Flag, in_brackets)), in_brackets)),
    Reply::Nothing,
    Reply::Value(<CurrentSessions as Shape>::KIND),
    Reply::Created(Kind::Model(&TREE)),
    Reply::Job(Kind::Model(&ITEM), "name", Tracking { status: &CALLS[0], tasks: &CALLS[0] }),
    Reply::Bytes,
];

const PAGING: Paging = Paging { items: "items", next: "next_token", from: "from", sparse: false };

static PARAMS: Model = Model {
    name: "",
    fields: &[
        field("from", Kind::Cursor, false),
        field("limit", Kind::Positive, false),
        field("text", Kind::String, false),
        field("dir", Kind::OneOf(&["f", "b"]), false),
        field("words", Kind::Array(&Kind::String), false),
        field("user", Kind::Id(Id::User), false),
        field("events", Kind::Array(&Kind::Id(Id::Event)), false),
        field("on", Kind::Nullable(&Kind::Bool), false),
        field("a b&c=d/", Kind::Natural, false),
    ],
};

static BODY: Model = Model {
    name: "",
    fields: &[
        field("any", Kind::Any, false),
        field("map", Kind::Map(&Kind::Nullable(&Kind::String)), false),
        field("params", Kind::Model(&PARAMS), false),
        field("number", Kind::Number, false),
        field("room", Kind::Nullable(&Kind::Id(Id::Room)), false),
    ],
};

const fn argument(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: true, spread: false }
}

const fn spread(kind: Kind) -> Argument {
    Argument { name: "params", kind, required: false, spread: true }
}

const fn call(
    method: Method,
    path: &'static str,
    arguments: &'static [Argument],
    payload: Payload,
    reply: Reply,
) -> Endpoint {
    Endpoint {
        handle: "Things",
        name: "call",
        method,
        path,
        arguments,
        payload,
        reply,
        safety: Safety::Once,
        since: "1.99",
        mas: Some("do otherwise"),
        mas_query: Some("q=no"),
        offered: true,
    }
}

/// With path segments of any text, which the library's own endpoints have only behind an identifier's form.
static CALLS: [Endpoint; 3] = [
    call(
        Method::Get,
        "/v1/{one}/x/{two}",
        &[
            argument("one", Kind::String),
            argument("two", Kind::String),
            argument("q", Kind::String),
            spread(Kind::Model(&PARAMS)),
        ],
        Payload::Query,
        Reply::Page(Kind::Model(&PAGE), PAGING),
    ),
    call(
        Method::Post,
        "/v1/{one}/{number}?via={via}",
        &[
            argument("one", Kind::String),
            argument("number", Kind::Natural),
            argument("via", Kind::NonEmpty),
            argument("secret", Kind::NonEmpty),
            spread(Kind::Model(&BODY)),
        ],
        Payload::Body,
        Reply::Nothing,
    ),
    call(
        Method::Delete,
        "/v1/{id}/{one}",
        &[
            argument("id", Kind::Id(Id::RoomOrAlias)),
            argument("one", Kind::String),
            argument("words", Kind::Array(&Kind::String)),
        ],
        Payload::Query,
        Reply::Nothing,
    ),
];
