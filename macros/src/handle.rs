use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, FnArg, Ident, ImplItem, ItemImpl, LitStr, Pat, Path, Result, ReturnType, Signature,
    Token, Type, Visibility,
};

use crate::model::optional;
use crate::typescript;

/// What a handle is made for: `user_id: UserId`.
pub struct Bound(Vec<Argument>);

impl Parse for Bound {
    fn parse(input: ParseStream) -> Result<Self> {
        let pairs = Punctuated::<Argument, Token![,]>::parse_terminated(input)?;
        Ok(Bound(pairs.into_iter().collect()))
    }
}

struct Argument {
    name: Ident,
    ty: Type,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Argument { name, ty: input.parse()? })
    }
}

impl Argument {
    fn label(&self) -> String {
        typescript::camel(&self.name.to_string())
    }

    fn spread(&self) -> bool {
        self.name == "params"
    }

    fn row(&self) -> TokenStream {
        let (name, spread) = (self.name.to_string(), self.spread());
        let (ty, required) = optional(&self.ty);
        quote! {
            Argument { name: #name, kind: <#ty as Shape>::KIND, required: #required, spread: #spread }
        }
    }

    fn typescript(&self) -> Result<String> {
        let (ty, required) = optional(&self.ty);
        Ok(format!("{}{}: {}", self.label(), if required { "" } else { "?" }, typescript::of(ty)?))
    }
}

/// A method without a body.
struct Method {
    attributes: Vec<Attribute>,
    vis: Visibility,
    signature: Signature,
}

impl Parse for Method {
    fn parse(input: ParseStream) -> Result<Self> {
        let method = Method {
            attributes: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            signature: input.parse()?,
        };
        input.parse::<Token![;]>()?;
        Ok(method)
    }
}

/// What stands above a method.
enum Role {
    Endpoint(Box<Route>),
    /// `#[choose(function)]`
    Choice(Path),
    /// `#[compose(function, progress = Type)]`
    Composition(Path, Option<Box<Type>>),
    /// `#[resume(STATUS)]`
    Job(Path),
}

/// `#[get("/path", since = "1.2", …)]`
struct Route {
    method: Ident,
    path: LitStr,
    safety: Ident,
    since: String,
    mas: Option<String>,
    payload: Ident,
    /// The method that users call, where this endpoint is behind another one.
    via: Option<Ident>,
    field: Option<String>,
    items: Option<String>,
    next: String,
    from: String,
    sparse: bool,
    /// The field with the id of a job, and the endpoint that tells how the job is.
    job: Option<(String, Path)>,
}

impl Method {
    fn name(&self) -> &Ident {
        &self.signature.ident
    }

    fn label(&self) -> String {
        typescript::camel(&self.name().to_string())
    }

    fn table(&self) -> Ident {
        format_ident!("{}", self.name().to_string().to_uppercase())
    }

    fn exported(&self) -> bool {
        matches!(self.vis, Visibility::Public(_))
    }

    fn arguments(&self) -> Result<Vec<Argument>> {
        let typed = self.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        typed
            .map(|typed| match &*typed.pat {
                Pat::Ident(pat) => Ok(Argument { name: pat.ident.clone(), ty: (*typed.ty).clone() }),
                other => Err(Error::new_spanned(other, "expected a name")),
            })
            .collect()
    }

    fn output(&self) -> Option<&Type> {
        match &self.signature.output {
            ReturnType::Type(_, ty) => Some(ty),
            ReturnType::Default => None,
        }
    }

    fn role(&self) -> Result<Role> {
        for attribute in &self.attributes {
            let Some(name) = attribute.path().get_ident() else { continue };
            match name.to_string().as_str() {
                "get" | "post" | "put" | "delete" => {
                    return attribute
                        .parse_args_with(|input: ParseStream| route(name, input))
                        .map(|route| Role::Endpoint(Box::new(route)));
                }
                "choose" => return attribute.parse_args().map(Role::Choice),
                "compose" => return attribute.parse_args_with(composition),
                "resume" => return attribute.parse_args().map(Role::Job),
                _ => {}
            }
        }
        Err(Error::new_spanned(self.name(), "say where it goes: #[get(\"/path\")] or the like"))
    }
}

fn composition(input: ParseStream) -> Result<Role> {
    let compose = input.parse()?;
    let mut progress = None;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
        let name: Ident = input.parse()?;
        if name != "progress" {
            return Err(Error::new_spanned(name, "expected `progress`"));
        }
        input.parse::<Token![=]>()?;
        progress = Some(Box::new(input.parse()?));
    }
    Ok(Role::Composition(compose, progress))
}

fn route(method: &Ident, input: ParseStream) -> Result<Route> {
    let capitalised = |word: &str| format_ident!("{}{}", word[..1].to_uppercase(), word[1..]);
    let mut route = Route {
        method: capitalised(&method.to_string()),
        path: input.parse()?,
        safety: format_ident!("Read"),
        since: String::new(),
        mas: None,
        payload: format_ident!("{}", if method == "post" || method == "put" { "Body" } else { "Query" }),
        via: None,
        field: None,
        items: None,
        next: "next_token".into(),
        from: "from".into(),
        sparse: false,
        job: None,
    };
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let name: Ident = input.parse()?;
        let value = || -> Result<String> {
            input.parse::<Token![=]>()?;
            Ok(input.parse::<LitStr>()?.value())
        };
        match name.to_string().as_str() {
            "idempotent" | "once" => route.safety = capitalised(&name.to_string()),
            "since" => route.since = value()?,
            "mas" => route.mas = Some(value()?),
            "body" | "query" => route.payload = capitalised(&name.to_string()),
            "sparse" => route.sparse = true,
            "via" => {
                input.parse::<Token![=]>()?;
                route.via = Some(input.parse()?);
            }
            "job" => {
                let id = value()?;
                input.parse::<Token![in]>()?;
                route.job = Some((id, input.parse()?));
            }
            "field" => route.field = Some(value()?),
            "items" => route.items = Some(value()?),
            "next" => route.next = value()?,
            "from" => route.from = value()?,
            _ => return Err(Error::new_spanned(name, "not a property of an endpoint")),
        }
    }
    if (route.method == "Get") != (route.safety == "Read") {
        return Err(Error::new_spanned(&route.path, "a GET reads; any other says `idempotent` or `once`"));
    }
    Ok(route)
}

impl Route {
    fn reply(&self, output: Option<&Type>) -> Result<TokenStream> {
        let Some(ty) = output else { return Ok(quote!(Reply::Nothing)) };
        let envelope = |field: &str, kind: TokenStream| {
            let row = quote!(Field { name: #field, kind: #kind, required: true });
            quote!(Kind::Model(&Model { name: "", fields: &[#row] }))
        };
        if let Some(field) = &self.field {
            let envelope = envelope(field, quote!(<#ty as Shape>::KIND));
            return Ok(quote!(Reply::Field(#envelope, #field)));
        }
        if let Some((field, status)) = &self.job {
            let envelope = envelope(field, quote!(Kind::String));
            return Ok(quote!(Reply::Job(#envelope, #field, #status)));
        }
        if let Some(created) = typescript::argument(ty, "Created") {
            return Ok(quote!(Reply::Created(<#created as Shape>::KIND)));
        }
        if matches!(ty, Type::Path(path) if path.path.is_ident("Bytes")) {
            return Ok(quote!(Reply::Bytes));
        }
        match (&self.items, typescript::arguments(ty, "Pages").as_deref()) {
            (Some(items), Some([page, _])) => {
                let (next, from, sparse) = (&self.next, &self.from, self.sparse);
                Ok(quote! {
                    Reply::Page(
                        <#page as Shape>::KIND,
                        Paging { items: #items, next: #next, from: #from, sparse: #sparse },
                    )
                })
            }
            (None, None) => Ok(quote!(Reply::Value(<#ty as Shape>::KIND))),
            _ => Err(Error::new_spanned(ty, "a list has the type Pages<Page, Item> and names its `items`")),
        }
    }

    /// The last paragraph of the doc comment.
    fn footer(&self) -> String {
        let mut footer = format!("`{} {}`", self.method.to_string().to_uppercase(), self.path.value());
        footer += &match self.since.as_str() {
            "" => " · every Synapse".to_string(),
            since => format!(" · Synapse {since} or newer"),
        };
        footer += &match &self.mas {
            None => " · the same under Matrix Authentication Service".to_string(),
            Some(instead) => format!(" · not under Matrix Authentication Service: {instead}"),
        };
        footer
    }
}

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

    let (mut tables, mut operations, mut calls, mut endpoints, mut members) =
        (vec![], vec![], vec![], vec![], String::new());
    for method in &methods {
        let (name, table, label, role) = (method.name(), method.table(), method.label(), method.role()?);
        let arguments = method.arguments()?;
        let rows = bound.0.iter().chain(&arguments).map(Argument::row);
        let mut docs = typescript::docs(&method.attributes);
        if let Role::Endpoint(route) = &role {
            let Route { method: verb, path, safety, since, mas, payload, .. } = &**route;
            let label = route.via.as_ref().map_or(label.clone(), |via| typescript::camel(&via.to_string()));
            let reply = route.reply(method.output())?;
            let offered = method.exported() || route.via.is_some();
            let mas = mas.as_ref().map_or_else(|| quote!(None), |mas| quote!(Some(#mas)));
            tables.push(quote! {
                pub(crate) const #table: &'static Endpoint = &Endpoint {
                    name: #label,
                    method: Method::#verb,
                    path: #path,
                    arguments: &[#(#rows),*],
                    payload: Payload::#payload,
                    reply: #reply,
                    safety: Safety::#safety,
                    since: #since,
                    mas: #mas,
                    offered: #offered,
                };
            });
            endpoints.push(table.clone());
            docs.extend([String::new(), route.footer()]);
        } else {
            let pages = method.output().is_some_and(|ty| typescript::arguments(ty, "Pages").is_some());
            tables.push(quote! {
                const #table: &'static Signature =
                    &Signature { name: #label, arguments: &[#(#rows),*], pages: #pages };
            });
        }
        if method.exported() {
            let operation = match &role {
                Role::Endpoint(_) => quote!(Operation::Call(Self::#table)),
                Role::Choice(choose) => quote!(Operation::Choose(Self::#table, #choose)),
                Role::Composition(compose, progress) => {
                    let progress = progress.is_some();
                    quote!(Operation::Compose(Self::#table, #progress, |composed| Box::pin(#compose(composed))))
                }
                Role::Job(status) => quote!(Operation::Resume(Self::#table, #status)),
            };
            let held = bound.0.iter().map(|argument| &argument.name);
            let given: Vec<_> = arguments.iter().map(|argument| &argument.name).collect();
            calls.push(match role {
                Role::Job(_) => quote! {
                    pub fn #name(&self, #(#given: JsValue),*) -> Result<JsValue, JsValue> {
                        self.client.run(&#operation, &[#(self.#held.clone(),)* #(#given),*])
                    }
                },
                _ => quote! {
                    pub fn #name(&self, #(#given: JsValue,)* options: JsValue) -> JsValue {
                        let values = [#(self.#held.clone(),)* #(#given,)* options];
                        self.client.run(&#operation, &values).unwrap_or_default()
                    }
                },
            });
            operations.push(operation);
            members += &member(&label, &arguments, method.output(), &role, &docs)?;
        }
    }

    let class = class(handle, bound, &typescript::docs(&item.attrs), &members)?;
    let structure = structure(handle, bound, &item.attrs);
    let labels = bound.0.iter().map(Argument::label).collect::<Vec<_>>().join(", ");
    let (text, property) = (handle.to_string(), typescript::camel(&handle.to_string()));
    let access =
        format!("client.{property}{}", if labels.is_empty() { labels } else { format!("({labels})") });
    let rows = bound.0.iter().map(Argument::row);
    Ok(quote! {
        #structure

        const _: () = {
            use ::wasm_bindgen::JsValue;
            use crate::client::{Area, Operation};
            use crate::declare::{
                Argument, Endpoint, Field, Kind, Method, Model, Paging, Payload, Reply, Safety, Shape, Signature,
            };
            impl #handle {
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
    })
}

/// One method of the class, in TypeScript.
fn member(
    label: &str,
    arguments: &[Argument],
    output: Option<&Type>,
    role: &Role,
    docs: &[String],
) -> Result<String> {
    let mut list = arguments.iter().map(Argument::typescript).collect::<Result<Vec<_>>>()?;
    let resumed = matches!(role, Role::Job(_));
    if !resumed {
        list.push(match role {
            Role::Composition(_, Some(progress)) => {
                let progress = typescript::of(progress)?;
                format!("options?: CallOptions & {{ onProgress?: ((done: {progress}) => void) | undefined }}")
            }
            _ => "options?: CallOptions".into(),
        });
    }
    let output = match output {
        None => "Promise<void>".to_string(),
        Some(ty) if resumed || typescript::arguments(ty, "Pages").is_some() => typescript::of(ty)?,
        Some(ty) => format!("Promise<{}>", typescript::of(ty)?),
    };
    Ok(typescript::comment(docs, "  ") + &format!("  {label}({}): {output};\n", list.join(", ")))
}

/// The handle as Rust has it, and its place on the client.
fn structure(handle: &Ident, bound: &Bound, attributes: &[Attribute]) -> TokenStream {
    let entry = format_ident!("{}", typescript::snake(&handle.to_string()));
    let names: Vec<_> = bound.0.iter().map(|argument| &argument.name).collect();
    let make = if names.is_empty() {
        quote! {
            pub fn #entry(&self) -> #handle {
                #handle { client: self.client() }
            }
        }
    } else {
        quote! {
            pub fn #entry(&self, #(#names: JsValue),*) -> Result<#handle, JsValue> {
                let values = [#(#names),*];
                self.bind(#handle::AREA.name, values.to_vec())?;
                let [#(#names),*] = values;
                Ok(#handle { client: self.client(), #(#names),* })
            }
        }
    };
    quote! {
        #(#attributes)*
        pub struct #handle {
            client: ::std::rc::Rc<crate::client::Client>,
            #(#names: ::wasm_bindgen::JsValue,)*
        }

        const _: () = {
            use ::wasm_bindgen::JsValue;
            impl #handle {
                #(pub fn #names(&self) -> JsValue {
                    self.#names.clone()
                })*
            }
            impl crate::client::MatrixAdminClient {
                #make
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
