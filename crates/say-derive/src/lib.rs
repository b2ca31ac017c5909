//! `#[derive(Error)]`: an error whose variants name their texts and whose fields are the values that the texts put in, so
//! that no second list of them stands anywhere. See `fieldlink_say::Error` for how it is written.

mod variant;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, LitStr, parse_macro_input};

use variant::Variant;

/// Makes an enum an error that says itself. It must not be generic.
#[proc_macro_derive(Error, attributes(say, from, source))]
pub fn error(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "only an enum says itself"));
    };
    let (name, sort) = (&input.ident, sort_of(input)?);
    let variants: Vec<Variant> = data
        .variants
        .iter()
        .map(|variant| Variant::read(name, variant, &sort))
        .collect::<syn::Result<_>>()?;
    let says = variants.iter().map(Variant::says);
    let shows = variants.iter().map(Variant::shows);
    let sources = variants.iter().map(Variant::source);
    let froms = variants.iter().filter_map(Variant::from);
    Ok(quote! {
        impl ::std::convert::From<&#name> for ::fieldlink_say::Message {
            fn from(error: &#name) -> Self {
                match error { #(#says)* }
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self { #(#shows)* }
            }
        }

        impl ::std::error::Error for #name {
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                match self { #(#sources)* }
            }
        }

        #(#froms)*
    })
}

/// What the names of all its texts begin with: `#[say("source")]`.
fn sort_of(input: &DeriveInput) -> syn::Result<String> {
    match input.attrs.iter().find(|attribute| attribute.path().is_ident("say")) {
        Some(attribute) => Ok(attribute.parse_args::<LitStr>()?.value()),
        None => {
            let missing = "say what the names of its texts begin with: #[say(\"source\")]";
            Err(syn::Error::new_spanned(&input.ident, missing))
        }
    }
}
