//! What a method or a handle is made with.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Result, Token, Type};

use crate::model::optional;
use crate::{rust, typescript};

/// What a handle is made for: `user_id: UserId`.
pub struct Bound(pub Vec<Argument>);

impl Parse for Bound {
    fn parse(input: ParseStream) -> Result<Self> {
        let pairs = Punctuated::<Argument, Token![,]>::parse_terminated(input)?;
        Ok(Bound(pairs.into_iter().collect()))
    }
}

pub struct Argument {
    pub name: Ident,
    pub ty: Type,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Argument { name, ty: input.parse()? })
    }
}

impl Argument {
    pub fn label(&self) -> String {
        typescript::camel(&self.name.to_string())
    }

    fn spread(&self) -> bool {
        self.name == "params"
    }

    pub fn row(&self) -> TokenStream {
        let (name, spread) = (self.name.to_string(), self.spread());
        let (ty, required) = optional(&self.ty);
        quote! {
            Argument { name: #name, kind: <#ty as Shape>::KIND, required: #required, spread: #spread }
        }
    }

    /// As a parameter of the method in Rust.
    pub fn parameter(&self) -> TokenStream {
        let (name, ty) = (&self.name, rust::of(&self.ty));
        if rust::is_text(&self.ty) || rust::is_raw(&self.ty) || !optional(&self.ty).1 {
            quote!(#name: impl Into<#ty>)
        } else {
            quote!(#name: #ty)
        }
    }

    /// What `parameter` was given, as the type that was declared.
    pub fn converted(&self) -> TokenStream {
        let (name, ty) = (&self.name, rust::of(&self.ty));
        if rust::is_text(&self.ty) || rust::is_raw(&self.ty) || !optional(&self.ty).1 {
            quote!(let #name: #ty = #name.into();)
        } else {
            quote!()
        }
    }

    /// Its JSON text, among those of a call.
    pub fn text(&self) -> TokenStream {
        let name = &self.name;
        match optional(&self.ty) {
            (_, false) => quote!(.optional(&#name)),
            (ty, true) if rust::is_raw(ty) => quote!(.json(&#name)),
            (ty, true) if rust::is_text(ty) => quote!(.text(&#name)),
            _ => quote!(.value(&#name)),
        }
    }

    pub fn typescript(&self) -> Result<String> {
        let (ty, required) = optional(&self.ty);
        Ok(format!("{}{}: {}", self.label(), if required { "" } else { "?" }, typescript::of(ty)?))
    }
}
