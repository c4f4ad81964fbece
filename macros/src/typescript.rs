//! TypeScript, as a person would write it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, GenericArgument, Lit, Meta, PathArguments, Type};

/// The type argument of `name<T>`.
pub fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    arguments(ty, name)?.into_iter().next()
}

/// All type arguments of `name<…>`.
pub fn arguments<'a>(ty: &'a Type, name: &str) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(list) = &segment.arguments else { return None };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}

const TYPE: &str = "expected a type such as `String`, `bool`, `i64`, `Vec<T>`, `Map<T>`, `Option<T>`, `Nullable<T>`, or the \
                    name of a struct under #[model]";

/// The TypeScript of a Rust type that is used in declarations.
pub fn of(ty: &Type) -> syn::Result<String> {
    if let Some(item) = argument(ty, "Vec") {
        let item = of(item)?;
        return Ok(if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") });
    }
    if let Some(value) = argument(ty, "Map") {
        return Ok(format!("Record<string, {}>", of(value)?));
    }
    if let Some(value) = argument(ty, "Nullable") {
        return Ok(format!("{} | null", of(value)?));
    }
    if let Some(value) = argument(ty, "Created") {
        return Ok(format!("{} & Created", of(value)?));
    }
    if let Some(status) = argument(ty, "Job") {
        return Ok(format!("Job<{}>", of(status)?));
    }
    if let Some(item) = argument(ty, "Items") {
        return Ok(format!("AsyncGenerator<{}, void, undefined>", of(item)?));
    }
    if let Some(types) = arguments(ty, "Pages") {
        let types = types.into_iter().map(of).collect::<syn::Result<Vec<_>>>()?;
        return Ok(format!("PagePromise<{}>", types.join(", ")));
    }
    let name = match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    };
    let name = name.ok_or_else(|| syn::Error::new_spanned(ty, TYPE))?;
    Ok(match name.as_str() {
        "String" | "NonEmpty" | "UserId" | "RoomId" | "RoomIdOrAlias" | "EventId" => "string".into(),
        "bool" | "Flag" => "boolean".into(),
        "i64" | "u64" | "f64" | "NonZeroU64" | "Seconds" => "number".into(),
        "Object" => "Record<string, unknown>".into(),
        "Unknown" => "unknown".into(),
        "Bytes" => "Uint8Array".into(),
        _ => name,
    })
}

/// The lines of a doc comment.
pub fn docs(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let lines = attributes.iter().filter_map(text);
    lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_string()).collect()
}

/// The lines as a JSDoc comment.
pub fn comment(lines: &[String], indent: &str) -> String {
    match lines {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        _ => {
            let body: String = lines
                .iter()
                .map(|line| format!("{} {line}", " *").trim_end().to_string())
                .fold(String::new(), |text, line| text + indent + &line + "\n");
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

/// Hands the text to wasm-bindgen, which puts it into the package's declarations.
pub fn section(text: &str) -> TokenStream {
    quote! {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use ::wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &'static str = #text;
        };
    }
}

/// `reset_password` to `resetPassword`, `User` to `user`.
pub fn camel(name: &str) -> String {
    let mut camel = String::new();
    for (index, word) in name.split('_').filter(|word| !word.is_empty()).enumerate() {
        let (first, rest) = word.split_at(1);
        camel += &if index == 0 { first.to_lowercase() } else { first.to_uppercase() };
        camel += rest;
    }
    camel
}

/// `LastSeenTs` to `last_seen_ts`; `GET` stays.
pub fn snake(name: &str) -> String {
    if name.len() > 1 && name.chars().all(char::is_uppercase) {
        return name.into();
    }
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
