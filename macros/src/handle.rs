//! A handle: its methods together.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Error, Ident, ImplItem, ItemImpl, Result, Type};

use crate::argument::{Argument, Bound};
use crate::method::{Method, member, operation};
use crate::role::Role;
use crate::route::Route;
use crate::{rust, typescript};

pub fn expand(bound: &Bound, item: &ItemImpl) -> Result<TokenStream> {
    let Type::Path(path) = &*item.self_ty else {
        return Err(Error::new_spanned(&item.self_ty, "expected a name"));
    };
    let handle = path.path.require_ident()?;
    let (mut methods, mut kept) = (Vec::new(), Vec::new());
    for item in &item.items {
        match item {
            ImplItem::Verbatim(tokens) => methods.push(syn::parse2::<Method>(tokens.clone())?),
            other => kept.push(other),
        }
    }

    let (mut tables, mut operations, mut calls, mut endpoints, mut names, mut members) =
        (vec![], vec![], vec![], vec![], vec![], String::new());
    for method in &methods {
        let (table, label, role) = (method.table(), method.label(), method.role()?);
        let arguments = method.arguments()?;
        let rows = bound.0.iter().chain(&arguments).map(Argument::row);
        let mut docs = typescript::docs(&method.attributes);
        if let Role::Endpoint(route) = &role {
            let Route { method: verb, path, safety, since, mas, mas_query, payload, .. } = &**route;
            let label = route.via.as_ref().map_or(label.clone(), |via| typescript::camel(&via.to_string()));
            route.check_path(bound.0.iter().chain(&arguments))?;
            let reply = route.reply(method.output())?;
            let offered = method.exported() || route.via.is_some();
            let [mas, mas_query] = [mas, mas_query]
                .map(|text| text.as_ref().map_or_else(|| quote!(None), |text| quote!(Some(#text))));
            tables.push(quote! {
                pub(crate) const #table: &'static Endpoint = &Endpoint {
                    handle: stringify!(#handle),
                    name: #label,
                    method: Method::#verb,
                    path: #path,
                    arguments: &[#(#rows),*],
                    payload: Payload::#payload,
                    reply: #reply,
                    safety: Safety::#safety,
                    since: #since,
                    mas: #mas,
                    mas_query: #mas_query,
                    offered: #offered,
                };
            });
            endpoints.push(table.clone());
            docs.extend([String::new(), route.footer(&docs)]);
        } else {
            let pages = method.output().is_some_and(|ty| typescript::arguments(ty, "Pages").is_some());
            tables.push(quote! {
                const #table: &'static Signature =
                    &Signature { name: #label, arguments: &[#(#rows),*], pages: #pages };
            });
        }
        calls.push(method.call(handle, bound, &arguments, &role));
        if method.exported() {
            operations.push(operation(&table, bound, &arguments, &role));
            names.push([&label, method.gives(&role)].concat());
            members += &member(&label, &arguments, method.output(), &role, &docs)?;
        }
    }

    let class = class(handle, bound, &typescript::docs(&item.attrs), &members)?;
    let script = script(handle, bound, &names);
    let structure = structure(handle, bound, &item.attrs);
    let labels = bound.0.iter().map(Argument::label).collect::<Vec<_>>().join(", ");
    let (text, property) = (handle.to_string(), typescript::camel(&handle.to_string()));
    let access =
        format!("client.{property}{}", if labels.is_empty() { labels } else { format!("({labels})") });
    let rows = bound.0.iter().map(Argument::row);
    Ok(quote! {
        #structure

        const _: () = {
            use crate::client::{Arguments, Call, Error, Job, Pages};
            use crate::declare::{
                Argument, Endpoint, Field, Kind, Method, Model, Paging, Payload, Reply, Safety, Shape, Signature,
                Tracking,
            };
            use crate::js::{Area, Given, Operation};

            #[allow(dead_code)]
            impl #handle {
                #[doc(hidden)]
                pub const AREA: Area = Area {
                    name: #text,
                    #[cfg(not(target_arch = "wasm32"))]
                    handle: #access,
                    bound: Signature { name: #property, arguments: &[#(#rows),*], pages: false },
                    #[cfg(not(target_arch = "wasm32"))]
                    endpoints: &[#(Self::#endpoints),*],
                    operations: &[#(#operations),*],
                };
                #(#tables)*
                #(#kept)*
                #(#calls)*
            }
        };

        #class
        #script
    })
}

/// The handle as Rust has it, and its place on the client.
fn structure(handle: &Ident, bound: &Bound, attributes: &[Attribute]) -> TokenStream {
    let entry = format_ident!("{}", typescript::snake(&handle.to_string()));
    let names: Vec<_> = bound.0.iter().map(|argument| &argument.name).collect();
    let types: Vec<_> = bound.0.iter().map(|argument| rust::of(&argument.ty)).collect();
    let samples: Vec<_> =
        bound.0.iter().map(|argument| rust::sample(&argument.name.to_string(), &argument.ty)).collect();
    let example = format!(
        " # fn example(client: matrix_admin_sdk::Client) -> Result<(), matrix_admin_sdk::Error> {{\n \
         let {entry} = client.{entry}({}){};\n # Ok(())\n # }}\n",
        samples.join(", "),
        if names.is_empty() { "" } else { "?" },
    );
    let docs = rust::commented(attributes, &example);
    let make = if names.is_empty() {
        quote! {
            #docs
            pub fn #entry(&self) -> #handle {
                #handle { client: self.clone(), options: CallOptions::default() }
            }
        }
    } else {
        quote! {
            #docs
            pub fn #entry(&self, #(#names: impl Into<#types>),*) -> Result<#handle, Error> {
                #(let #names: #types = #names.into();)*
                checked(&#handle::AREA.bound, vec![#(Some(crate::wire::quoted(&#names))),*])?;
                Ok(#handle { client: self.clone(), options: CallOptions::default(), #(#names),* })
            }
        }
    };
    let indices = 0..names.len();
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #handle {
            client: crate::client::Client,
            options: crate::client::CallOptions,
            #(#names: #types,)*
        }

        const _: () = {
            use crate::client::{CallOptions, Client, Error, checked};
            use crate::js::Given;

            impl #handle {
                /// The same with options for its calls.
                pub fn with(&self, options: CallOptions) -> Self {
                    Self { options, ..self.clone() }
                }

                #(
                    /// As it was given.
                    pub fn #names(&self) -> &str {
                        &self.#names
                    }
                )*

                /// The handle that a call from JavaScript is made on.
                #[allow(dead_code)]
                #[inline(never)]
                fn of(given: &Given) -> Result<Self, Error> {
                    Ok(Self {
                        client: given.client().clone(),
                        options: given.options().clone(),
                        #(#names: given.value(#indices)?,)*
                    })
                }
            }

            impl Client {
                #make
            }
        };
    }
}

/// The class that JavaScript has: exported by the module itself, it hands each call to WebAssembly by its number.
fn script(handle: &Ident, bound: &Bound, methods: &[String]) -> TokenStream {
    let labels: Vec<_> = bound.0.iter().map(Argument::label).collect();
    let (name, property) = (handle.to_string(), typescript::camel(&handle.to_string()));
    let script = format!(
        "import {{ handle }} from \"./src/js/handles.js\";\n\
         export const {name} = handle({name:?}, {property:?}, {labels:?}, {:?});\n",
        methods.join(" ")
    );
    quote! {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use ::wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(inline_js = #script)]
            extern "C" {
                // As a function, for of those alone wasm-bindgen can be told that they have types already.
                #[wasm_bindgen(js_name = #handle, reexport = #name, skip_typescript)]
                fn class();
            }
        };
    }
}

/// The class in TypeScript, and how the client gives it.
fn class(handle: &Ident, bound: &Bound, docs: &[String], members: &str) -> Result<TokenStream> {
    let label = typescript::camel(&handle.to_string());
    let list = bound.0.iter().map(Argument::typescript).collect::<Result<Vec<_>>>()?.join(", ");
    let mut text = typescript::comment(docs, "") + &format!("export class {handle} {{\n");
    let parameters = if list.is_empty() { list.clone() } else { format!(", {list}") };
    text += &format!("  constructor(client: MatrixAdminClient{parameters});\n");
    for argument in &bound.0 {
        text += &format!("  /** As it was given. */\n  readonly {};\n", argument.typescript()?);
    }
    text += &format!("{members}}}\n\nexport interface MatrixAdminClient {{\n");
    text += &typescript::comment(docs, "  ");
    text += &if list.is_empty() {
        format!("  readonly {label}: {handle};\n}}\n")
    } else {
        format!("  {label}({list}): {handle};\n}}\n")
    };
    Ok(typescript::section(&text))
}
