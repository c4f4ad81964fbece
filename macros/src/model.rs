use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, Field, Fields, Ident, Item, ItemEnum, ItemStruct, LitStr, Path, Result, Token, Type,
    Visibility,
};

use crate::{rust, typescript};

/// `wire = Other, rewrite = function`
#[derive(Default)]
pub struct Options {
    pub wire: Option<Type>,
    pub rewrite: Option<Path>,
    /// Whether no server sends it.
    pub made: bool,
    /// Whether users hand it in.
    pub given: bool,
}

impl Parse for Options {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut options = Options::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let is = || input.parse::<Token![=]>();
            match name.to_string().as_str() {
                "made" => options.made = true,
                "wire" => options.wire = Some(is().and_then(|_| input.parse())?),
                "rewrite" => options.rewrite = Some(is().and_then(|_| input.parse())?),
                _ => return Err(Error::new_spanned(name, OPTIONS)),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

const OPTIONS: &str = "expected `#[model]`, `#[model(made)]` or `#[model(wire = Other, rewrite = function)]`";
const PARAMS: &str = "#[params] takes a struct with named fields: `pub struct ListParams { pub limit: Option<u64> }`; an enum \
                      stands under #[model]";
const MODEL: &str = "#[model] takes a struct with named fields, `pub struct Room { pub room_id: String }`, or an enum, \
                     `pub enum Direction { F, B }`";

impl Options {
    /// `#[params]` takes no words.
    pub fn of_params(input: ParseStream) -> Result<Self> {
        match input.is_empty() {
            true => Ok(Options { given: true, ..Options::default() }),
            false => Err(input.error(PARAMS)),
        }
    }
}

pub fn expand(options: &Options, item: &Item) -> Result<TokenStream> {
    match item {
        Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => object(options, item),
        Item::Enum(item) if !options.given && item.variants.iter().all(|one| one.fields.is_empty()) => {
            strings(item)
        }
        _ => Err(Error::new_spanned(item, if options.given { PARAMS } else { MODEL })),
    }
}

fn object(options: &Options, item: &ItemStruct) -> Result<TokenStream> {
    let (name, vis) = (&item.ident, &item.vis);
    let rows = item.fields.iter().map(row).collect::<Result<Vec<_>>>()?;
    let kind = match (&options.wire, &options.rewrite) {
        (Some(wire), Some(rewrite)) => quote!(Kind::Rewritten(&<#wire as Shape>::KIND, #rewrite)),
        (None, None) => quote!(Kind::Model(&MODEL)),
        _ => return Err(Error::new_spanned(name, OPTIONS)),
    };
    let label = if options.given { String::new() } else { name.to_string() };
    let section = exported(vis)
        .then(|| interface(item, options.given))
        .transpose()?
        .map(|text| typescript::section(&text));
    if options.made {
        let structure = made(item);
        return Ok(quote!(#structure #section));
    }
    let structure = if options.given { given(item)? } else { received(item)? };
    Ok(quote! {
        #structure

        const _: () = {
            use crate::declare::{Field, Kind, Model, Shape};
            static MODEL: Model = Model { name: #label, fields: &[#(#rows),*] };
            #[diagnostic::do_not_recommend]
            impl Shape for #name {
                const KIND: Kind = #kind;
            }
        };
        #section
    })
}

/// The struct of what users hand in. What is absent has its default: the walker has seen to it that what must be there is.
fn given(item: &ItemStruct) -> Result<TokenStream> {
    let (name, vis, attributes) = (&item.ident, &item.vis, rust::other_attributes(&item.attrs));
    let has_default = item.fields.iter().all(|field| rust::has_default(&field.ty));
    let default = has_default.then(|| quote!(#[derive(Default)]));
    let (mut fields, mut arms) = (vec![], vec![]);
    for field in &item.fields {
        let (ident, wire) = (&field.ident, wire_name(field));
        let (inner, required) = optional(&field.ty);
        fields.push(declared(field));
        let nullable = !required && typescript::argument(inner, "Nullable").is_some();
        let value =
            if nullable { quote!(Some(members.next_value()?)) } else { quote!(members.next_value()?) };
        arms.push(quote!(#wire => params.#ident = #value,));
    }
    let docs = documented(item, &format!(" let params = matrix_admin_sdk::{name}::default();\n"));
    let deserialize = exported(&item.vis).then(|| {
        let each = each_member(&arms, &ignored());
        visitor(name, &quote!(let mut params = #name::default(); #each Ok(params)))
    });
    let (debug, serialize) = (debugged(item, false), written(item, None));
    Ok(quote! {
        #docs
        #default
        #[derive(Clone, PartialEq)]
        #(#attributes)*
        #vis struct #name { #(#fields),* }

        #debug
        #serialize
        #deserialize
    })
}

/// How serde writes the struct: as a map, which serde-wasm-bindgen makes an object of in the fewest bytes. What is absent is
/// left out.
fn written(item: &ItemStruct, other: Option<&TokenStream>) -> TokenStream {
    let name = &item.ident;
    let entries = item.fields.iter().map(|field| {
        let (ident, wire) = (&field.ident, wire_name(field));
        match optional(&field.ty) {
            (_, true) => quote!(map.serialize_entry(#wire, &self.#ident)?;),
            (_, false) => quote! {
                if let Some(value) = &self.#ident {
                    map.serialize_entry(#wire, value)?;
                }
            },
        }
    });
    quote! {
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                #other
                map.end()
            }
        }
    }
}

/// How the struct is shown: without what stands under `#[secret]`.
fn debugged(item: &ItemStruct, other: bool) -> TokenStream {
    let name = &item.ident;
    let label = name.to_string();
    let fields = item.fields.iter().map(|field| {
        let ident = &field.ident;
        let label = ident.as_ref().map(Ident::unraw).map(|ident| ident.to_string());
        match (is_secret(field), optional(&field.ty)) {
            (false, _) => quote!(.field(#label, &self.#ident)),
            (true, (_, true)) => quote!(.field(#label, &crate::declare::Secret)),
            (true, (_, false)) => {
                quote!(.field(#label, &self.#ident.as_ref().map(|_| crate::declare::Secret)))
            }
        }
    });
    let other = other.then(|| quote!(.field("other", &self.other)));
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct(#label)#(#fields)* #other.finish()
            }
        }
    }
}

/// Whether nobody may see it in a log.
fn is_secret(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("secret"))
}

/// How serde reads the struct from the members of an object.
fn visitor(name: &Ident, read: &TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            use ::serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

            struct Members;

            impl<'de> Visitor<'de> for Members {
                type Value = #name;

                fn expecting(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    formatter.write_str("object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<#name, A::Error> {
                    #read
                }
            }

            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(Members)
                }
            }
        };
    }
}

/// Goes through the members of an object.
fn each_member(arms: &[TokenStream], other: &TokenStream) -> TokenStream {
    quote! {
        while let Some(name) = members.next_key::<String>()? {
            match &*name {
                #(#arms)*
                _ => {
                    #other
                }
            }
        }
    }
}

fn ignored() -> TokenStream {
    quote!(members.next_value::<::serde::de::IgnoredAny>()?;)
}

/// The struct of what the server sends. What is not declared is kept in `other`, for who may want it; of members with one name the last
/// counts, as `JSON.parse` has it.
fn received(item: &ItemStruct) -> Result<TokenStream> {
    let (name, vis, attributes) = (&item.ident, &item.vis, rust::other_attributes(&item.attrs));
    let hidden = (!exported(vis)).then(|| quote!(#[allow(dead_code)] #[derive(Default)]));
    let (mut fields, mut variables, mut arms, mut values, mut set) = (vec![], vec![], vec![], vec![], vec![]);
    for (index, field) in item.fields.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        let wire = wire_name(field);
        let (inner, required) = optional(&field.ty);
        let (variable, inner) = (format_ident!("field_{index}"), rust::of(inner));
        fields.push(declared(field));
        set.push(if required {
            quote!(#wire => value.#ident = members.next_value()?,)
        } else {
            quote!(#wire => value.#ident = Some(members.next_value()?),)
        });
        variables.push(quote!(let mut #variable: Option<#inner> = None;));
        arms.push(quote!(#wire => #variable = Some(members.next_value()?),));
        values.push(if required {
            quote!(#ident: #variable.ok_or_else(|| Error::missing_field(#wire))?)
        } else {
            quote!(#ident: #variable)
        });
    }
    let docs = documented(item, &shown(item));
    let decode = quote! {
        impl crate::client::Decode for #name {
            fn decode(decoding: crate::client::Decoding) -> Result<Self, crate::client::Error> {
                decoding.value()
            }
        }
    };
    let (member, begin, keep, end, write) = if exported(vis) {
        let ty = quote!(::std::collections::BTreeMap<String, crate::wire::Value>);
        (
            quote! {
                /// What the server sent besides.
                #vis other: #ty,
            },
            quote!(let mut other = <#ty>::new();),
            quote!(other.insert(name, members.next_value()?);),
            quote!(other),
            Some(quote! {
                for (name, value) in &self.other {
                    map.serialize_entry(name, value)?;
                }
            }),
        )
    } else {
        (quote!(), quote!(), ignored(), quote!(), None)
    };
    let serialize = written(item, write.as_ref());
    let read = if exported(vis) {
        let each = each_member(&arms, &keep);
        quote!(#(#variables)* #begin #each Ok(#name { #(#values,)* #end }))
    } else {
        // Of those that only this library reads the walker has seen to it that what must be there is.
        let each = each_member(&set, &keep);
        quote!(let mut value = #name::default(); #each Ok(value))
    };
    let deserialize = visitor(name, &read);
    let debug = debugged(item, exported(vis));
    Ok(quote! {
        #docs
        #[derive(Clone, PartialEq)]
        #(#attributes)*
        #hidden
        #vis struct #name {
            #(#fields,)*
            #member
        }

        #debug
        #serialize
        #decode
        #deserialize
    })
}

/// The struct of what this library makes.
fn made(item: &ItemStruct) -> TokenStream {
    let (name, vis) = (&item.ident, &item.vis);
    let fields = item.fields.iter().map(declared);
    let docs = documented(item, &shown(item));
    let serialize = written(item, None);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #vis struct #name { #(#fields),* }

        #serialize
    }
}

/// A field of the struct.
fn declared(field: &Field) -> TokenStream {
    let (docs, vis, ident, ty) = (comment(&field.attrs), &field.vis, &field.ident, rust::of(&field.ty));
    quote!(#docs #vis #ident: #ty)
}

/// An example that reads the first field.
fn shown(item: &ItemStruct) -> String {
    let name = &item.ident;
    let first = item.fields.iter().find(|field| !is_secret(field)).and_then(|field| field.ident.as_ref());
    let field = first.map_or(String::new(), |field| format!(".{field}"));
    format!(
        " # fn example(value: matrix_admin_sdk::{name}) {{\n println!(\"{{:?}}\", value{field});\n # }}\n"
    )
}

/// The doc comment; with an example only where others can use it.
fn documented(item: &ItemStruct, example: &str) -> TokenStream {
    if exported(&item.vis) {
        return rust::commented(&item.attrs, example);
    }
    comment(&item.attrs)
}

fn comment(attributes: &[Attribute]) -> TokenStream {
    let docs = attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
    quote!(#(#docs)*)
}

fn row(field: &Field) -> Result<TokenStream> {
    let name = wire_name(field);
    let (ty, required) = optional(&field.ty);
    Ok(quote!(Field { name: #name, kind: <#ty as Shape>::KIND, required: #required }))
}

fn interface(item: &ItemStruct, given: bool) -> Result<String> {
    let mut text = typescript::comment(&typescript::docs(&item.attrs), "");
    text += &format!("export interface {} {{\n", item.ident);
    for field in &item.fields {
        let (ty, required) = optional(&field.ty);
        let known = known_values(field)?;
        let ty = if known.is_empty() {
            typescript::of(ty)?
        } else {
            let open = typescript::of(ty)?.replacen("string", "(string & {})", 1);
            format!("{} | {open}", known.join(" | "))
        };
        text += &typescript::comment(&typescript::docs(&field.attrs), "  ");
        let ty = if given && !required { ty + " | undefined" } else { ty };
        text += &format!("  {}{}: {ty};\n", wire_name(field), if required { "" } else { "?" });
    }
    Ok(text + "}\n")
}

/// The values of `#[open("a", "b")]`, in quotes.
fn known_values(field: &Field) -> Result<Vec<String>> {
    let Some(open) = field.attrs.iter().find(|attribute| attribute.path().is_ident("open")) else {
        return Ok(Vec::new());
    };
    let values = open.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
    Ok(values.iter().map(|value| format!("{:?}", value.value())).collect())
}

fn strings(item: &ItemEnum) -> Result<TokenStream> {
    let (name, vis, attributes) = (&item.ident, &item.vis, &item.attrs);
    let values: Vec<_> =
        item.variants.iter().map(|variant| typescript::snake(&variant.ident.to_string())).collect();
    let section = exported(vis).then(|| {
        let union: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
        let docs = typescript::comment(&typescript::docs(attributes), "");
        typescript::section(&format!("{docs}export type {name} = {};\n", union.join(" | ")))
    });
    let variants: Vec<_> = item.variants.iter().map(|variant| &variant.ident).collect();
    let docs = item.variants.iter().map(|variant| {
        let given = rust::other_attributes(&variant.attrs);
        let text = format!(" `{}`", typescript::snake(&variant.ident.to_string()));
        quote!(#[doc = #text] #(#given)*)
    });
    let first = item.variants.iter().next().map(|variant| variant.ident.to_string()).unwrap_or_default();
    let comment = rust::commented(attributes, &format!(" let value = matrix_admin_sdk::{name}::{first};\n"));
    let given = rust::other_attributes(attributes);
    Ok(quote! {
        #comment
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ::serde::Deserialize)]
        #(#given)*
        #vis enum #name {
            #(#docs #[serde(rename = #values)] #variants,)*
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    #(Self::#variants => #values,)*
                })
            }
        }

        #[diagnostic::do_not_recommend]
        impl crate::declare::Shape for #name {
            const KIND: crate::declare::Kind = crate::declare::Kind::OneOf(&[#(#values),*]);
        }
        #section
    })
}

/// The type inside `Option<…>`, and whether the value has to be there.
pub fn optional(ty: &Type) -> (&Type, bool) {
    match typescript::argument(ty, "Option") {
        Some(inner) => (inner, false),
        None => (ty, true),
    }
}

fn exported(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// `r#type` is `type` on the wire, and `#[serde(rename = "…")]` says another name.
fn wire_name(field: &Field) -> String {
    let mut name = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<LitStr>()?.value();
            }
            Ok(())
        });
    }
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}
