use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Error, Field, Fields, Ident, Item, ItemEnum, ItemStruct, LitStr, Path, Result, Token, Type, Visibility,
};

use crate::typescript;

/// `wire = Other, rewrite = function`
#[derive(Default)]
pub struct Options {
    pub wire: Option<Type>,
    pub rewrite: Option<Path>,
    /// Whether users hand it in.
    pub given: bool,
}

impl Parse for Options {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut options = Options::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match name.to_string().as_str() {
                "wire" => options.wire = Some(input.parse()?),
                "rewrite" => options.rewrite = Some(input.parse()?),
                _ => return Err(Error::new_spanned(name, "expected `wire` or `rewrite`")),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

pub fn expand(options: &Options, item: &Item) -> Result<TokenStream> {
    match item {
        Item::Struct(item) => object(options, item),
        Item::Enum(item) => strings(item),
        _ => Err(Error::new_spanned(item, "#[model] takes a struct with named fields or an enum")),
    }
}

fn object(options: &Options, item: &ItemStruct) -> Result<TokenStream> {
    let Fields::Named(fields) = &item.fields else {
        return Err(Error::new_spanned(item, "#[model] takes a struct with named fields"));
    };
    let (name, vis, attributes) = (&item.ident, &item.vis, &item.attrs);
    let rows = fields.named.iter().map(row).collect::<Result<Vec<_>>>()?;
    let kind = match (&options.wire, &options.rewrite) {
        (Some(wire), Some(rewrite)) => quote!(Kind::Rewritten(&<#wire as Shape>::KIND, #rewrite)),
        (None, None) => quote!(Kind::Model(&MODEL)),
        _ => return Err(Error::new_spanned(name, "`wire` and `rewrite` go together")),
    };
    let label = if options.given { String::new() } else { name.to_string() };
    let section = exported(vis)
        .then(|| interface(item, options.given))
        .transpose()?
        .map(|text| typescript::section(&text));
    Ok(quote! {
        #(#attributes)*
        #vis enum #name {}

        const _: () = {
            use crate::declare::{Field, Kind, Model, Shape};
            static MODEL: Model = Model { name: #label, fields: &[#(#rows),*] };
            impl Shape for #name {
                const KIND: Kind = #kind;
            }
        };
        #section
    })
}

fn row(field: &Field) -> Result<TokenStream> {
    let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a field needs a name"))?;
    let name = wire_name(name);
    let (ty, required) = optional(&field.ty);
    Ok(quote!(Field { name: #name, kind: <#ty as Shape>::KIND, required: #required }))
}

fn interface(item: &ItemStruct, given: bool) -> Result<String> {
    let mut text = typescript::comment(&typescript::docs(&item.attrs), "");
    text += &format!("export interface {} {{\n", item.ident);
    for field in &item.fields {
        let Some(name) = &field.ident else { continue };
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
        text += &format!("  {}{}: {ty};\n", wire_name(name), if required { "" } else { "?" });
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
    Ok(quote! {
        #(#attributes)*
        #vis enum #name {}

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

/// `r#type` is `type` on the wire.
fn wire_name(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_string()
}
