//! `#[model]`, `#[params]` and `#[handle]`: from one declaration come the table that checks a value or makes a call, the
//! struct and the method of Rust, the class of JavaScript, and the TypeScript with its doc comments.

mod argument;
mod handle;
mod method;
mod model;
mod role;
mod route;
mod rust;
mod typescript;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// Declares an object (a struct) or a set of strings (an enum).
///
/// A struct's fields are named as on the wire; `Option<T>` is a field that can be absent, `Nullable<T>` one that
/// can be `null`. What is `pub` becomes an exported TypeScript type. An enum's variants go out in snake_case.
///
/// - `#[open("a", "b")]` on a `String` field: the values known today; the type stays open for others.
/// - `#[secret]` on a field: `Debug` does not show it.
/// - `#[model(made)]`: no server sends it; the library makes it.
/// - `#[model(wire = Other, rewrite = function)]`: the server sends an `Other`, which the function writes anew.
#[proc_macro_attribute]
pub fn model(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(attribute as model::Options);
    let item = parse_macro_input!(item as syn::Item);
    model::expand(&options, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Declares an object that users hand in: a [`macro@model`] in whose TypeScript optional fields take `undefined` too.
#[proc_macro_attribute]
pub fn params(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(attribute with model::Options::of_params);
    let item = parse_macro_input!(item as syn::Item);
    model::expand(&options, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Declares a class of the package, and with each bodiless method an endpoint.
///
/// `#[handle(user_id: UserId)]` names what the class is made for; without it, it is a property of the client.
/// Above each method stands its route and what has to be known about it:
///
/// ```ignore
/// /// Sets a new password.
/// #[post("/_synapse/admin/v1/reset_password/{user_id}", idempotent, mas = "what to use instead")]
/// pub fn reset_password(&self, new_password: String, params: Option<ResetPasswordParams>);
/// ```
///
/// - `#[get]`, `#[post]`, `#[put]`, `#[delete]`. Arguments named in the path go there, the others into the query
///   (GET, DELETE) or the JSON body (POST, PUT), `params` field by field.
/// - `idempotent` or `once`, for everything but GET: what happens if it is sent twice.
/// - `since = "1.23"`, `mas = "…"`: the first Synapse that has it; what to use where MAS switches it off.
/// - `body` or `query`: where the arguments go, if not where the verb puts them.
/// - `via = shadow_ban`: the method that users call, for an endpoint that is not `pub`; messages name it.
/// - `before = function`: the async function is given the handle, and what it refuses is not sent.
/// - `field = "admin"`: the method resolves to that field of the reply.
/// - `items = "media"`, with the return type `Pages<Page, Item>`: a list (`next = "next_token"`, `from = "from"`;
///   `sparse`: a page without items is not the end).
/// - `job = "delete_id" in Self::STATUS`, with the return type `Job<Status>`: the reply names a job, and that endpoint
///   tells how it is.
/// - The return type `Created<T>` adds a field that tells 201 from 200; `Bytes` is a reply that is not JSON.
///
/// Instead of a route:
///
/// - `#[choose(function)]`: the function is given the handle and the arguments, and gives the call that answers: of an
///   endpoint declared without `pub`, which nobody has sent yet.
/// - `#[chain(function)]`: the same, but the function is async and makes calls before.
/// - `#[compose(function)]`: the function is async, and makes what the method resolves to. With `progress = Type` it is
///   also given a function to tell such a value, and the options in JavaScript take an `onProgress`. With `begin = function`
///   behind it, that one makes the first such value, at once, and the composition is given it, too; JavaScript gets a
///   promise that has the last one as `state`.
/// - `#[many(function, dry_run = Type)]`, with the return type `Bulk<Value>`: the function is async, is told whether it is a
///   dry run, and gives the items, which are texts, and the call to make for each. A reply that names a job is waited for.
/// - `#[iterate(function)]`, with the return type `Items<Item>`: the function gives a stream; JavaScript has a generator of
///   the method's name in `src/js/iterators.js`. `past = "name"`: the field of `params` that has to be a time in the past;
///   `options = Type`: what the options are, if not those of a call.
/// - `#[resume(Self::STATUS)]`: the argument is the id of a job; nothing is sent.
#[proc_macro_attribute]
pub fn handle(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let bound = parse_macro_input!(attribute as argument::Bound);
    let item = parse_macro_input!(item as syn::ItemImpl);
    handle::expand(&bound, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}
