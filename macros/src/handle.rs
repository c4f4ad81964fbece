use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, FnArg, Ident, ImplItem, ItemImpl, LitStr, Pat, Path, Result, ReturnType, Signature,
    Token, Type, Visibility,
};

use crate::model::optional;
use crate::{rust, typescript};

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

    /// As a parameter of the method in Rust.
    fn parameter(&self) -> TokenStream {
        let (name, ty) = (&self.name, rust::of(&self.ty));
        if rust::is_text(&self.ty) || rust::is_raw(&self.ty) || !optional(&self.ty).1 {
            quote!(#name: impl Into<#ty>)
        } else {
            quote!(#name: #ty)
        }
    }

    /// What `parameter` was given, as the type that was declared.
    fn converted(&self) -> TokenStream {
        let (name, ty) = (&self.name, rust::of(&self.ty));
        if rust::is_text(&self.ty) || rust::is_raw(&self.ty) || !optional(&self.ty).1 {
            quote!(let #name: #ty = #name.into();)
        } else {
            quote!()
        }
    }

    /// Its JSON text, among those of a call.
    fn text(&self) -> TokenStream {
        let name = &self.name;
        match optional(&self.ty) {
            (_, false) => quote!(.optional(&#name)),
            (ty, true) if rust::is_raw(ty) => quote!(.json(&#name)),
            (ty, true) if rust::is_text(ty) => quote!(.text(&#name)),
            _ => quote!(.value(&#name)),
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
    /// `#[chain(function)]`
    Chain(Path),
    /// `#[compose(function, progress = Type)]`
    Composition(Path, Option<Box<Type>>),
    /// `#[compose(function, progress = Type, begin = function)]`
    Running(Path, Box<Type>, Path),
    /// `#[many(function, dry_run = Type)]`
    Many(Path, Box<Type>),
    /// `#[iterate(function, past = "name", options = Type)]`
    Iteration(Box<Iteration>),
    /// `#[resume(STATUS)]`
    Job(Path),
}

/// What stands above a method that is iterated.
struct Iteration {
    function: Path,
    /// The field of `params` that has to be a time in the past.
    past: Option<String>,
    /// What the options are, if not those of a call.
    options: Option<Type>,
}

/// `#[get("/path", since = "1.2", …)]`
struct Route {
    method: Ident,
    path: LitStr,
    safety: Ident,
    since: String,
    mas: Option<String>,
    mas_query: Option<String>,
    payload: Ident,
    /// The method that users call, where this endpoint is behind another one.
    via: Option<Ident>,
    /// What has to hold before it is sent.
    before: Option<Path>,
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

    /// What JavaScript gets from it, unless that is a promise like any other.
    fn gives(&self, role: &Role) -> &'static str {
        match (role, self.output()) {
            (Role::Running(..), _) => ":running",
            (Role::Job(_), _) => ":job",
            (_, Some(ty)) if typescript::arguments(ty, "Pages").is_some() => ":pages",
            _ => "",
        }
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
                    attribute.meta.require_list().map_err(|_| pathless(name, name.span()))?;
                    return attribute
                        .parse_args_with(|input: ParseStream| route(name, input))
                        .map(|route| Role::Endpoint(Box::new(route)));
                }
                "choose" => return attribute.parse_args().map(Role::Choice),
                "chain" => return attribute.parse_args().map(Role::Chain),
                "compose" => return attribute.parse_args_with(composition),
                "many" => return attribute.parse_args_with(many),
                "iterate" => return attribute.parse_args_with(iteration),
                "resume" => return attribute.parse_args().map(Role::Job),
                _ => {}
            }
        }
        Err(Error::new_spanned(self.name(), NO_ROLE))
    }
}

const NO_ROLE: &str = "say above it where it goes: `#[get(\"/path\")]`, `#[post(\"/path\", once)]`; or what answers it: \
                       `#[choose(function)]`, `#[chain(function)]`, `#[compose(function)]`, `#[many(function, dry_run = Type)]`, `#[iterate(function)]`, `#[resume(Self::STATUS)]`";
const PROPERTIES: &str = "expected one of `idempotent`, `once`, `since = \"1.23\"`, `mas = \"what to use instead\"`, \
                          `mas_query = \"name=value\"`, `body`, `query`, `via = method`, `field = \"name\"`, `items = \"name\"`, `next = \"name\"`, \
                          `from = \"name\"`, `sparse`, `before = function`, `job = \"name\" in Self::STATUS`";
const LIST: &str = "a list names where its items are, and gives pages of them: `#[get(\"/path\", items = \"users\")]` and \
                    `-> Pages<UserPage, User>`";
const JOB: &str = "a job names where its id is, and who tells how it is: `#[delete(\"/path\", job = \"id\" in Self::STATUS)]` \
                   and `-> Job<Status>`";

fn composition(input: ParseStream) -> Result<Role> {
    let compose = input.parse()?;
    let mut progress = None;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
        let name: Ident = input.parse()?;
        if name != "progress" {
            return Err(Error::new_spanned(name, "expected `#[compose(function, progress = Type)]`"));
        }
        input.parse::<Token![=]>()?;
        progress = Some(Box::new(input.parse()?));
    }
    if let Some(state) = progress.take_if(|_| !input.is_empty()) {
        input.parse::<Token![,]>()?;
        let name: Ident = input.parse()?;
        if name != "begin" {
            return Err(Error::new_spanned(
                name,
                "expected `#[compose(function, progress = Type, begin = function)]`",
            ));
        }
        input.parse::<Token![=]>()?;
        return Ok(Role::Running(compose, state, input.parse()?));
    }
    Ok(Role::Composition(compose, progress))
}

fn many(input: ParseStream) -> Result<Role> {
    let function = input.parse()?;
    let expected = |error: Error| {
        Error::new(
            error.span(),
            "say what an item comes to in a dry run: `#[many(function, dry_run = Type)]`",
        )
    };
    input.parse::<Token![,]>().map_err(expected)?;
    let name: Ident = input.parse().map_err(expected)?;
    if name != "dry_run" {
        return Err(expected(Error::new_spanned(name, "")));
    }
    input.parse::<Token![=]>()?;
    Ok(Role::Many(function, Box::new(input.parse()?)))
}

const ITERATION: &str = "expected `#[iterate(function)]`, with `past = \"name\"` or `options = Type`";

fn iteration(input: ParseStream) -> Result<Role> {
    let mut iteration = Iteration { function: input.parse()?, past: None, options: None };
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        let name: Ident = input.parse()?;
        match name.to_string().as_str() {
            "past" => {
                input.parse::<Token![=]>()?;
                iteration.past = Some(input.parse::<LitStr>()?.value());
            }
            "options" => {
                input.parse::<Token![=]>()?;
                iteration.options = Some(input.parse()?);
            }
            _ => return Err(Error::new_spanned(name, ITERATION)),
        }
    }
    Ok(Role::Iteration(Box::new(iteration)))
}

fn pathless(method: &Ident, at: Span) -> Error {
    Error::new(at, format!("expected the path first: `#[{method}(\"/path\", …)]`"))
}

fn route(method: &Ident, input: ParseStream) -> Result<Route> {
    let capitalised = |word: &str| format_ident!("{}{}", word[..1].to_uppercase(), word[1..]);
    let mut route = Route {
        method: capitalised(&method.to_string()),
        path: input.parse().map_err(|error| pathless(method, error.span()))?,
        safety: format_ident!("Read"),
        since: String::new(),
        mas: None,
        mas_query: None,
        payload: format_ident!("{}", if method == "post" || method == "put" { "Body" } else { "Query" }),
        via: None,
        before: None,
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
            "mas_query" => route.mas_query = Some(value()?),
            "body" | "query" => route.payload = capitalised(&name.to_string()),
            "sparse" => route.sparse = true,
            "via" => {
                input.parse::<Token![=]>()?;
                route.via = Some(input.parse()?);
            }
            "before" => {
                input.parse::<Token![=]>()?;
                route.before = Some(input.parse()?);
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
            _ => return Err(Error::new_spanned(name, PROPERTIES)),
        }
    }
    let wrong = match (route.method == "Get", route.safety == "Read") {
        (true, false) => format!("a GET only reads: leave out `{}`", route.safety.to_string().to_lowercase()),
        (false, true) => {
            format!(
                "say what may happen if it is sent twice: `#[{method}(\"/path\", idempotent)]`, or `once`"
            )
        }
        _ => return Ok(route),
    };
    Err(Error::new_spanned(&route.path, wrong))
}

impl Route {
    /// Each `{name}` of the path has to be an argument.
    fn check_path<'a>(&self, arguments: impl Iterator<Item = &'a Argument>) -> Result<()> {
        let names: Vec<_> = arguments.map(|argument| argument.name.to_string()).collect();
        let path = self.path.value();
        let mut places = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let Some(place) = places.find(|place| names.iter().all(|name| name != place)) else { return Ok(()) };
        let there: String =
            names.iter().map(|name| format!(", or name what there is: `{{{name}}}`")).collect();
        let text = format!("no argument is named `{place}`: declare `{place}: NonEmpty`{there}");
        Err(Error::new_spanned(&self.path, text))
    }

    fn reply(&self, output: Option<&Type>) -> Result<TokenStream> {
        let Some(ty) = output else {
            return match (&self.items, &self.job, &self.field) {
                (Some(_), ..) => Err(Error::new_spanned(&self.path, LIST)),
                (_, Some(_), _) => Err(Error::new_spanned(&self.path, JOB)),
                (.., Some(field)) => {
                    Err(Error::new_spanned(&self.path, format!("say of what type `{field}` is")))
                }
                _ => Ok(quote!(Reply::Nothing)),
            };
        };
        let envelope = |field: &str, kind: TokenStream| {
            let row = quote!(Field { name: #field, kind: #kind, required: true });
            quote!(Kind::Model(&Model { name: "", fields: &[#row] }))
        };
        if let Some(field) = &self.field {
            let envelope = envelope(field, quote!(<#ty as Shape>::KIND));
            return Ok(quote!(Reply::Field(#envelope, #field)));
        }
        match (&self.job, typescript::argument(ty, "Job")) {
            (Some((field, status)), Some(_)) => {
                let (envelope, tracking) = (envelope(field, quote!(Kind::String)), tracking(status));
                return Ok(quote!(Reply::Job(#envelope, #field, #tracking)));
            }
            (None, None) => {}
            _ => return Err(Error::new_spanned(ty, JOB)),
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
            _ => Err(Error::new_spanned(ty, LIST)),
        }
    }

    /// The last paragraph of the doc comment. Of Matrix Authentication Service it is silent where the comment tells more.
    fn footer(&self, docs: &[String]) -> String {
        let mut footer = format!("`{} {}`", self.method.to_string().to_uppercase(), self.path.value());
        footer += &match self.since.as_str() {
            "" => " · every Synapse".to_string(),
            since => format!(" · Synapse {since} or newer"),
        };
        footer += &match &self.mas {
            None if docs.join(" ").contains("Matrix Authentication Service") => String::new(),
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

impl Method {
    /// The method in Rust.
    fn call(&self, handle: &Ident, bound: &Bound, arguments: &[Argument], role: &Role) -> TokenStream {
        let (name, table) = (self.name(), self.table());
        let vis = if self.exported() { quote!(pub) } else { quote!(pub(crate)) };
        let docs = if self.exported() { self.documented(handle, bound, arguments, role) } else { quote!() };
        let parameters = arguments.iter().map(Argument::parameter);
        let converted: Vec<_> = arguments.iter().map(Argument::converted).collect();
        let given: Vec<_> = arguments.iter().map(|argument| &argument.name).collect();
        let held = bound.0.iter().map(|argument| {
            let name = &argument.name;
            quote!(.text(&self.#name))
        });
        let texts = held.chain(arguments.iter().map(Argument::text));
        let texts = quote!(Arguments::default() #(#texts)*);
        let output = self.output().map_or_else(|| quote!(()), rust::of);
        let pages = self.output().is_some_and(|ty| typescript::arguments(ty, "Pages").is_some());
        match role {
            Role::Endpoint(_) if pages => quote! {
                #docs
                #vis fn #name(&self, #(#parameters),*) -> #output {
                    #(#converted)*
                    Pages::new(Call::new(&self.client, &self.options, Self::#table, #texts))
                }
            },
            Role::Endpoint(route) if route.before.is_some() => {
                let before = &route.before;
                quote! {
                    #docs
                    #vis async fn #name(&self, #(#parameters),*) -> Result<#output, Error> {
                        #(#converted)*
                        let call = Call::new(&self.client, &self.options, Self::#table, #texts).checked()?;
                        #before(self).await?;
                        call.await
                    }
                }
            }
            Role::Endpoint(_) => quote! {
                #docs
                #vis fn #name(&self, #(#parameters),*) -> Call<#output> {
                    #(#converted)*
                    Call::new(&self.client, &self.options, Self::#table, #texts)
                }
            },
            Role::Choice(choose) => {
                let output = if pages { output } else { quote!(Call<#output>) };
                quote! {
                    #docs
                    #vis fn #name(&self, #(#parameters),*) -> #output {
                        #(#converted)*
                        #choose(self, #(#given),*)
                    }
                }
            }
            Role::Chain(chain) => quote! {
                #docs
                #vis async fn #name(&self, #(#parameters),*) -> Result<#output, Error> {
                    #(#converted)*
                    #texts.check(Self::#table)?;
                    #chain(self, #(#given),*).await?.await
                }
            },
            Role::Composition(compose, progress) => {
                let told = progress.as_ref().map(|ty| {
                    let ty = rust::of(ty);
                    quote!(on_progress: impl FnMut(&#ty))
                });
                let tell = progress.as_ref().map(|_| quote!(on_progress));
                quote! {
                    #docs
                    #vis async fn #name(&self, #(#parameters,)* #told) -> Result<#output, Error> {
                        #(#converted)*
                        #texts.check(Self::#table)?;
                        #compose(self, #(#given,)* #tell).await
                    }
                }
            }
            Role::Running(compose, state, begin) => {
                let state = rust::of(state);
                quote! {
                    #docs
                    #vis async fn #name(
                        &self,
                        #(#parameters,)*
                        on_progress: impl FnMut(&#state),
                    ) -> Result<#output, Error> {
                        #(#converted)*
                        #texts.check(Self::#table)?;
                        let state = #begin(self, #(&#given),*)?;
                        #compose(self, #(#given,)* state, on_progress).await
                    }
                }
            }
            Role::Many(many, plan) => {
                let parameters: Vec<_> = parameters.collect();
                let plan = rust::of(plan);
                let method = |docs: TokenStream, name: &Ident, output: TokenStream, dry_run: bool| {
                    quote! {
                        #docs
                        #vis async fn #name(
                            &self,
                            #(#parameters,)*
                            options: crate::client::BulkOptions,
                            on_progress: impl FnMut(crate::client::BulkProgress<'_, ::std::string::String>),
                        ) -> Result<#output, Error> {
                            #(#converted)*
                            #texts.check(Self::#table)?;
                            options.check(Self::#table.name)?;
                            let many = #many(self, #(#given,)* #dry_run).await?;
                            self.client.many(many, options, on_progress).await
                        }
                    }
                };
                let dry = format_ident!("{name}_dry_run");
                let link = format!("Tells what [`Self::{name}`] would be done to, and changes nothing.");
                let plan = quote!(crate::client::Bulk<::std::string::String, #plan>);
                let (does, tells) =
                    (method(docs, name, output, false), method(quote!(#[doc = #link]), &dry, plan, true));
                quote!(#does #tells)
            }
            Role::Iteration(iteration) => {
                let Iteration { function, options, .. } = &**iteration;
                let (told, tell) = match options {
                    Some(ty) => (quote!(options: crate::client::#ty), quote!(options)),
                    None => (quote!(), quote!()),
                };
                quote! {
                    #docs
                    #vis fn #name(&self, #(#parameters,)* #told) -> #output {
                        #(#converted)*
                        let checked = #texts.check(Self::#table);
                        crate::client::unless(checked, || #function(self, #(#given,)* #tell))
                    }
                }
            }
            Role::Job(status) => {
                let tracking = tracking(status);
                quote! {
                    #docs
                    #vis fn #name(&self, #(#parameters),*) -> #output {
                        #(#converted)*
                        Job::new(&self.client, &self.options, #tracking, #(#given)*)
                    }
                }
            }
        }
    }

    /// The doc comment, with a call of the method.
    fn documented(&self, handle: &Ident, bound: &Bound, arguments: &[Argument], role: &Role) -> TokenStream {
        let entry = typescript::snake(&handle.to_string());
        let of = |argument: &Argument| rust::sample(&argument.name.to_string(), &argument.ty);
        let bound: Vec<_> = bound.0.iter().map(of).collect();
        let made = if bound.is_empty() { "" } else { "?" };
        let mut given: Vec<_> = arguments.iter().map(of).collect();
        if let Role::Composition(_, Some(_)) | Role::Running(..) = role {
            given.push("|so_far| println!(\"{so_far:?}\")".into());
        }
        if let Role::Many(..) = role {
            given.extend(["Default::default()".into(), "|so_far| println!(\"{so_far:?}\")".into()]);
        }
        if let Role::Iteration(iteration) = role {
            given.extend(iteration.options.as_ref().map(|_| "Default::default()".into()));
        }
        let sent = if let Role::Job(_) | Role::Iteration(_) = role { "" } else { ".await?" };
        let handed = arguments.iter().filter(|argument| argument.name == of(argument));
        let handed: String = handed
            .filter_map(|argument| Some((&argument.name, rust::word(&argument.ty)?)))
            .map(|(name, ty)| format!(", {name}: matrix_admin_sdk::{ty}"))
            .collect();
        let example = format!(
            " # async fn example(client: matrix_admin_sdk::Client{handed}) -> Result<(), matrix_admin_sdk::Error> {{\n \
             let {entry} = client.{entry}({}){made};\n let reply = {entry}.{}({}){sent};\n # Ok(())\n # }}\n",
            bound.join(", "),
            self.name(),
            given.join(", "),
        );
        rust::commented(&self.attributes, &example)
    }
}

/// What JavaScript calls.
fn operation(table: &Ident, bound: &Bound, arguments: &[Argument], role: &Role) -> TokenStream {
    let first = bound.0.len();
    let values: Vec<_> = (first..first + arguments.len()).map(|index| quote!(given.value(#index)?)).collect();
    match role {
        Role::Endpoint(route) => match &route.before {
            None => quote!(Operation::Call(Self::#table)),
            Some(before) => quote! {
                Operation::Before(Self::#table, |given| {
                    Box::pin(async move { #before(&Self::of(&given)?).await })
                })
            },
        },
        Role::Choice(choose) => quote! {
            Operation::Choose(Self::#table, |given| Ok(#choose(&Self::of(given)?, #(#values),*).prepared()?))
        },
        Role::Chain(chain) => quote! {
            Operation::Chain(Self::#table, |given| Box::pin(async move {
                Ok(#chain(&Self::of(&given)?, #(#values),*).await?.prepared()?)
            }))
        },
        Role::Composition(compose, progress) => {
            let (told, progress) =
                (progress.as_ref().map(|_| quote!(|done| given.tell(done))), progress.is_some());
            quote! {
                Operation::Compose(Self::#table, #progress, |given| Box::pin(async move {
                    given.answer(&#compose(&Self::of(&given)?, #(#values,)* #told).await?)
                }))
            }
        }
        Role::Running(compose, _, begin) => {
            let names: Vec<_> = arguments.iter().map(|argument| &argument.name).collect();
            quote! {
                Operation::Running(Self::#table, |given| {
                    let handle = Self::of(&given)?;
                    #(let #names = #values;)*
                    let state = #begin(&handle, #(&#names),*)?;
                    given.show(&state);
                    Ok(Box::pin(async move {
                        given.answer(&#compose(&handle, #(#names,)* state, |done| given.tell(done)).await?)
                    }))
                })
            }
        }
        Role::Many(many, _) => quote! {
            Operation::Many(Self::#table, |given, dry_run| Box::pin(async move {
                #many(&Self::of(&given)?, #(#values,)* dry_run).await
            }))
        },
        Role::Iteration(iteration) => {
            let past = iteration.past.as_ref().map_or_else(|| quote!(None), |past| quote!(Some(#past)));
            quote!(Operation::Iterate(Self::#table, #past))
        }
        Role::Job(status) => {
            let tracking = tracking(status);
            quote!(Operation::Resume(Self::#table, #tracking))
        }
    }
}

/// Who tells of a job, by the endpoint that tells how it is.
fn tracking(status: &Path) -> TokenStream {
    quote!(Tracking { status: #status, tasks: crate::scheduled_tasks::ScheduledTasks::LIST })
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
            Role::Composition(_, Some(progress)) | Role::Running(_, progress, _) => {
                let progress = typescript::of(progress)?;
                format!("options?: CallOptions & {{ onProgress?: ((done: {progress}) => void) | undefined }}")
            }
            Role::Many(..) => "options?: ManyOptions<DryRun>".into(),
            Role::Iteration(iteration) => match &iteration.options {
                Some(ty) => format!("options?: {}", typescript::of(ty)?),
                None => "options?: CallOptions".into(),
            },
            _ => "options?: CallOptions".into(),
        });
    }
    let output = match output {
        None => "Promise<void>".to_string(),
        Some(ty)
            if resumed || ["Pages", "Items"].iter().any(|name| typescript::argument(ty, name).is_some()) =>
        {
            typescript::of(ty)?
        }
        Some(ty) if let (Role::Many(_, plan), Some(value)) = (role, typescript::argument(ty, "Bulk")) => {
            let (plan, value) = (typescript::of(plan)?, typescript::of(value)?);
            format!("Promise<BulkResult<string, DryRun extends true ? {plan} : {value}>>")
        }
        Some(ty) if matches!(role, Role::Running(..)) => format!("Running<{}>", typescript::of(ty)?),
        Some(ty) => format!("Promise<{}>", typescript::of(ty)?),
    };
    let generic = if let Role::Many(..) = role { "<DryRun extends boolean = false>" } else { "" };
    Ok(typescript::comment(docs, "  ") + &format!("  {label}{generic}({}): {output};\n", list.join(", ")))
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
        #[derive(Clone)]
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
