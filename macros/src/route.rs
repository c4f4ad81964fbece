//! Where a method goes: `#[get("/path", since = "1.2", …)]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Path, Result, Token, Type};

use crate::argument::Argument;
use crate::typescript;

/// `#[get("/path", since = "1.2", …)]`
pub struct Route {
    pub method: Ident,
    pub path: LitStr,
    pub safety: Ident,
    pub since: String,
    pub mas: Option<String>,
    pub mas_query: Option<String>,
    pub payload: Ident,
    /// The method that users call, where this endpoint is behind another one.
    pub via: Option<Ident>,
    /// What has to hold before it is sent.
    pub before: Option<Path>,
    pub field: Option<String>,
    pub items: Option<String>,
    pub next: String,
    pub from: String,
    pub sparse: bool,
    /// The field with the id of a job, and the endpoint that tells how the job is.
    pub job: Option<(String, Path)>,
}

const PROPERTIES: &str = "expected one of `idempotent`, `once`, `since = \"1.23\"`, `mas = \"what to use instead\"`, \
                          `mas_query = \"name=value\"`, `body`, `query`, `via = method`, `field = \"name\"`, `items = \"name\"`, `next = \"name\"`, \
                          `from = \"name\"`, `sparse`, `before = function`, `job = \"name\" in Self::STATUS`";
const LIST: &str = "a list names where its items are, and gives pages of them: `#[get(\"/path\", items = \"users\")]` and \
                    `-> Pages<UserPage, User>`";
const JOB: &str = "a job names where its id is, and who tells how it is: `#[delete(\"/path\", job = \"id\" in Self::STATUS)]` \
                   and `-> Job<Status>`";

pub fn pathless(method: &Ident, at: Span) -> Error {
    Error::new(at, format!("expected the path first: `#[{method}(\"/path\", …)]`"))
}

pub fn route(method: &Ident, input: ParseStream) -> Result<Route> {
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
    pub fn check_path<'a>(&self, arguments: impl Iterator<Item = &'a Argument>) -> Result<()> {
        let names: Vec<_> = arguments.map(|argument| argument.name.to_string()).collect();
        let path = self.path.value();
        let mut places = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let Some(place) = places.find(|place| names.iter().all(|name| name != place)) else { return Ok(()) };
        let there: String =
            names.iter().map(|name| format!(", or name what there is: `{{{name}}}`")).collect();
        let text = format!("no argument is named `{place}`: declare `{place}: NonEmpty`{there}");
        Err(Error::new_spanned(&self.path, text))
    }

    pub fn reply(&self, output: Option<&Type>) -> Result<TokenStream> {
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
    pub fn footer(&self, docs: &[String]) -> String {
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

/// Who tells of a job, by the endpoint that tells how it is.
pub fn tracking(status: &Path) -> TokenStream {
    quote!(Tracking { status: #status, tasks: crate::scheduled_tasks::ScheduledTasks::LIST })
}
