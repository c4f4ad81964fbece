//! A method of a handle: in Rust, for JavaScript to call, and in TypeScript.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, FnArg, Ident, Pat, Result, ReturnType, Signature, Token, Type, Visibility};

use crate::argument::{Argument, Bound};
use crate::role::{Iteration, Role};
use crate::route::tracking;
use crate::{rust, typescript};

/// A method without a body.
pub struct Method {
    pub attributes: Vec<Attribute>,
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

impl Method {
    fn name(&self) -> &Ident {
        &self.signature.ident
    }

    pub fn label(&self) -> String {
        typescript::camel(&self.name().to_string())
    }

    pub fn table(&self) -> Ident {
        format_ident!("{}", self.name().to_string().to_uppercase())
    }

    /// What JavaScript gets from it, unless that is a promise like any other.
    pub fn gives(&self, role: &Role) -> &'static str {
        match (role, self.output()) {
            (Role::Running(..), _) => ":running",
            (Role::Job(_), _) => ":job",
            (_, Some(ty)) if typescript::arguments(ty, "Pages").is_some() => ":pages",
            _ => "",
        }
    }

    pub fn exported(&self) -> bool {
        matches!(self.vis, Visibility::Public(_))
    }

    pub fn arguments(&self) -> Result<Vec<Argument>> {
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

    pub fn output(&self) -> Option<&Type> {
        match &self.signature.output {
            ReturnType::Type(_, ty) => Some(ty),
            ReturnType::Default => None,
        }
    }

    pub fn role(&self) -> Result<Role> {
        Role::of(&self.attributes, self.name())
    }

    /// The method in Rust.
    pub fn call(&self, handle: &Ident, bound: &Bound, arguments: &[Argument], role: &Role) -> TokenStream {
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
pub fn operation(table: &Ident, bound: &Bound, arguments: &[Argument], role: &Role) -> TokenStream {
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

/// One method of the class, in TypeScript.
pub fn member(
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
