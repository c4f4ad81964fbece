//! The Rust types of what declarations say, and examples in Rust.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Type};

use crate::typescript::{argument, arguments, docs};

/// The type that a value of a declared type has in Rust.
pub fn of(ty: &Type) -> TokenStream {
    if let Some(item) = argument(ty, "Vec").map(of) {
        return quote!(::std::vec::Vec<#item>);
    }
    if let Some(value) = argument(ty, "Map").map(of) {
        return quote!(::std::collections::BTreeMap<::std::string::String, #value>);
    }
    if let Some(value) = argument(ty, "Nullable").or_else(|| argument(ty, "Option")).map(of) {
        return quote!(::std::option::Option<#value>);
    }
    if let Some(value) = argument(ty, "Created").map(of) {
        return quote!(crate::client::Created<#value>);
    }
    if let Some(status) = argument(ty, "Job").map(of) {
        return quote!(crate::client::Job<#status>);
    }
    if let Some(value) = argument(ty, "Bulk").map(of) {
        return quote!(crate::client::Bulk<::std::string::String, #value>);
    }
    if let Some(item) = argument(ty, "Items").map(of) {
        return quote!(crate::client::Items<#item>);
    }
    if let Some([page, item]) = arguments(ty, "Pages").as_deref() {
        let (page, item) = (of(page), of(item));
        return quote!(crate::client::Pages<#page, #item>);
    }
    match word(ty).as_deref() {
        Some("String" | "NonEmpty" | "UserId" | "RoomId" | "RoomIdOrAlias" | "EventId") => {
            quote!(::std::string::String)
        }
        Some("Flag") => quote!(bool),
        Some("Seconds") => quote!(i64),
        Some("NonZeroU64") => quote!(u64),
        Some("Object" | "Unknown") => quote!(crate::wire::Value),
        Some("Cursor") => quote!(crate::wire::Cursor),
        Some("Bytes") => quote!(crate::client::Bytes),
        _ => quote!(#ty),
    }
}

/// The name of a type without arguments.
pub fn word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.get_ident()?.to_string()),
        _ => None,
    }
}

/// Whether a method takes whatever can become a value of the type.
pub fn is_text(ty: &Type) -> bool {
    matches!(
        word(ty).as_deref(),
        Some("String" | "NonEmpty" | "UserId" | "RoomId" | "RoomIdOrAlias" | "EventId")
    )
}

/// Whether a value of the type is JSON already.
pub fn is_raw(ty: &Type) -> bool {
    matches!(word(ty).as_deref(), Some("Object" | "Unknown"))
}

/// Whether the type of a field of params has a default.
pub fn has_default(ty: &Type) -> bool {
    ["Option", "Vec", "Map", "Nullable"].iter().any(|name| argument(ty, name).is_some())
        || is_text(ty)
        || matches!(word(ty).as_deref(), Some("bool" | "i64" | "u64" | "f64"))
}

/// A value of the type, for an example; the name itself where it takes one that nobody knows here.
pub fn sample(name: &str, ty: &Type) -> String {
    if argument(ty, "Option").is_some() {
        return "None".into();
    }
    let text = match word(ty).as_deref() {
        Some("UserId") => "@alice:example.com",
        Some("RoomId" | "RoomIdOrAlias") => "!abc:example.com",
        Some("EventId") => "$event",
        Some("String" | "NonEmpty") => name,
        Some("bool") => return "true".into(),
        Some("u64" | "i64" | "NonZeroU64") => return "1".into(),
        Some("Object" | "Unknown") => return "matrix_admin_sdk::wire::Value::object()".into(),
        Some(_) => return name.into(),
        None => return "Default::default()".into(),
    };
    format!("{text:?}")
}

/// The doc comment as Rust has it: with an example in Rust in place of the one in TypeScript.
pub fn commented(attributes: &[Attribute], example: &str) -> TokenStream {
    let mut inside = false;
    let mut lines: Vec<String> = docs(attributes)
        .into_iter()
        .filter(|line| {
            let fence = line.starts_with("```");
            let keep = !inside && !fence;
            inside ^= fence;
            keep
        })
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    let text = format!(" {}\n\n ```no_run\n{example} ```", lines.join("\n "));
    quote!(#[doc = #text])
}

/// All attributes but doc comments and those that only declarations know.
pub fn other_attributes(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes
        .iter()
        .filter(|attribute| !attribute.path().is_ident("doc") && !attribute.path().is_ident("open"))
        .collect()
}
