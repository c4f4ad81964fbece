//! What stands above a method.

use syn::parse::ParseStream;
use syn::{Attribute, Error, Ident, LitStr, Path, Result, Token, Type};

use crate::route::{Route, pathless, route};

/// What stands above a method.
pub enum Role {
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
pub struct Iteration {
    pub function: Path,
    /// The field of `params` that has to be a time in the past.
    pub past: Option<String>,
    /// What the options are, if not those of a call.
    pub options: Option<Type>,
}

const NO_ROLE: &str = "say above it where it goes: `#[get(\"/path\")]`, `#[post(\"/path\", once)]`; or what answers it: \
                       `#[choose(function)]`, `#[chain(function)]`, `#[compose(function)]`, `#[many(function, dry_run = Type)]`, `#[iterate(function)]`, `#[resume(Self::STATUS)]`";

impl Role {
    pub fn of(attributes: &[Attribute], name: &Ident) -> Result<Self> {
        for attribute in attributes {
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
        Err(Error::new_spanned(name, NO_ROLE))
    }
}

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
