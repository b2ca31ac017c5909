//! One variant of an error: its text, its values, what lies below it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Fields, Ident, LitStr, Path, Type};

/// How a variant is said.
enum Way {
    /// By the text of its own name.
    Text(String),
    /// By the error that it wraps.
    Inner,
    /// By a function of its fields.
    With(Path),
}

struct Field<'a> {
    /// What it is called in the pattern.
    binding: Ident,
    /// What it is called in the variant; none when the variant is a tuple.
    name: Option<&'a Ident>,
    /// Its name as a value of the text; none when it is not put in.
    value: Option<String>,
    ty: &'a Type,
    is_source: bool,
    is_from: bool,
}

/// A variant that was read.
pub(crate) struct Variant<'a> {
    error: &'a Ident,
    ident: &'a Ident,
    way: Way,
    fields: Vec<Field<'a>>,
}

impl<'a> Variant<'a> {
    pub(crate) fn read(error: &'a Ident, variant: &'a syn::Variant, sort: &str) -> syn::Result<Variant<'a>> {
        let way = match way_of(&variant.attrs)? {
            Some(way) => way,
            None => Way::Text(format!("{sort}-{}", kebab(&variant.ident.to_string()))),
        };
        let fields = match &variant.fields {
            Fields::Unit => Vec::new(),
            Fields::Named(fields) => fields
                .named
                .iter()
                .enumerate()
                .map(|(n, field)| read_field(n, field))
                .collect::<syn::Result<_>>()?,
            Fields::Unnamed(fields) => fields
                .unnamed
                .iter()
                .enumerate()
                .map(|(n, field)| read_field(n, field))
                .collect::<syn::Result<_>>()?,
        };
        Ok(Variant {
            error,
            ident: &variant.ident,
            way,
            fields,
        })
    }

    /// The arm that makes it a message, with the words of what lies below.
    pub(crate) fn says(&self) -> TokenStream {
        let said = self.message();
        let below = match (&self.way, self.below()) {
            (Way::Inner, _) | (_, None) => quote!(),
            (_, Some(binding)) => quote!(.because({
                use ::fieldlink_say::AsCause as _;
                #binding.as_cause()
            })),
        };
        self.arm(&quote!(#said #below))
    }

    /// The arm that shows it in English, without what lies below.
    pub(crate) fn shows(&self) -> TokenStream {
        let said = self.message();
        match &self.way {
            Way::Inner => {
                let inner = &self.fields[0].binding;
                self.arm(&quote!(::std::fmt::Display::fmt(#inner, f)))
            }
            _ => self.arm(&quote!(::std::fmt::Display::fmt(&#said, f))),
        }
    }

    /// The arm that answers what lies below.
    pub(crate) fn source(&self) -> TokenStream {
        match (&self.way, self.below()) {
            (Way::Inner, _) => {
                let inner = &self.fields[0].binding;
                self.arm(&quote!(::std::error::Error::source(#inner)))
            }
            (_, Some(binding)) => self.arm(&quote!({
                use ::fieldlink_say::AsCause as _;
                ::std::option::Option::Some(#binding.as_cause())
            })),
            (_, None) => self.arm(&quote!(::std::option::Option::None)),
        }
    }

    /// How it is made of what it wraps, where that is asked for.
    pub(crate) fn from(&self) -> Option<TokenStream> {
        let field = self.fields.iter().find(|field| field.is_from)?;
        let (ty, error, variant) = (field.ty, self.error, self.ident);
        Some(quote! {
            impl ::std::convert::From<#ty> for #error {
                fn from(inner: #ty) -> Self {
                    #error::#variant(inner)
                }
            }
        })
    }

    fn below(&self) -> Option<&Ident> {
        self.fields
            .iter()
            .find(|field| field.is_source)
            .map(|field| &field.binding)
    }

    fn message(&self) -> TokenStream {
        match &self.way {
            Way::Text(id) => {
                let names = self.fields.iter().filter_map(|field| field.value.as_ref());
                let values = self.fields.iter().filter_map(|field| {
                    let (name, binding) = (field.value.as_ref()?, &field.binding);
                    Some(quote!(.with(#name, #binding)))
                });
                quote!({
                    const _: () = ::fieldlink_say::must_be_said(#id, &[#(#names),*]);
                    ::fieldlink_say::Message::new(#id) #(#values)*
                })
            }
            Way::Inner => {
                let inner = &self.fields[0].binding;
                quote!(::fieldlink_say::Message::from(#inner))
            }
            Way::With(path) => {
                let bindings = self.fields.iter().map(|field| &field.binding);
                quote!(#path(#(#bindings),*))
            }
        }
    }

    /// An arm for this variant with all its fields bound.
    fn arm(&self, body: &TokenStream) -> TokenStream {
        let (error, ident) = (self.error, self.ident);
        let bindings = self.fields.iter().map(|field| &field.binding);
        if self.fields.is_empty() {
            quote!(#error::#ident => #body,)
        } else if self.fields[0].name.is_some() {
            let names = self.fields.iter().map(|field| field.name);
            quote!(#error::#ident { #(#names: #bindings),* } => #body,)
        } else {
            quote!(#error::#ident(#(#bindings),*) => #body,)
        }
    }
}

fn read_field(n: usize, field: &syn::Field) -> syn::Result<Field<'_>> {
    let has = |name: &str| field.attrs.iter().any(|attribute| attribute.path().is_ident(name));
    let name = field.ident.as_ref();
    let is_source = has("source") || has("from") || name.is_some_and(|name| name == "source");
    let mut value = name.map(ToString::to_string).filter(|_| !is_source);
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("say")) {
        value = match attribute.parse_args::<LitStr>() {
            Ok(name) => Some(name.value()),
            Err(_) => attribute.parse_args::<Ident>().map(|_skip| None)?,
        };
    }
    Ok(Field {
        binding: format_ident!("field_{n}"),
        name,
        value,
        ty: &field.ty,
        is_source,
        is_from: has("from"),
    })
}

/// `#[say(inner)]`, `#[say(with = path)]` or `#[say("another-text")]`.
fn way_of(attributes: &[Attribute]) -> syn::Result<Option<Way>> {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("say")) else {
        return Ok(None);
    };
    if let Ok(id) = attribute.parse_args::<LitStr>() {
        return Ok(Some(Way::Text(id.value())));
    }
    let mut way = None;
    attribute.parse_nested_meta(|meta| {
        way = Some(if meta.path.is_ident("inner") {
            Way::Inner
        } else if meta.path.is_ident("with") {
            Way::With(meta.value()?.parse()?)
        } else {
            return Err(meta.error("an error is said by its own text, by `inner` or `with` a function"));
        });
        Ok(())
    })?;
    Ok(way)
}

/// `NoSuchRow` as `no-such-row`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}
