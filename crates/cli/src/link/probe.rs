//! `fieldlink probe`: whether a Partner API behaves as Fieldlink assumes.

use fieldlink_link::probe::{Probe, Target, Verdict, probe};
use fieldlink_link::run::secret;
use fieldlink_say::message;
use url::Url;

use super::failure::Failure;
use super::shared::{Place, print_json};
use super::{Outcome, tables};
use crate::manner::words;

const EXAMPLES: &str = "Examples:
  fieldlink probe                                 the default profile of fieldlink.toml
  fieldlink probe production --json               another profile
  fieldlink probe http://127.0.0.1:8080           the profile's client, at another address
  fieldlink probe sandbox --post-test-data        also what only a post tells

It reads and asks for tokens; it posts nothing unless --post-test-data says so.
Exit codes: 0 all that could be asked is as assumed · 1 failed · 3 something differs";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// A profile of fieldlink.toml, or the address of a PA2 that serves all at one address
    #[arg(value_name = "PROFILE|URL")]
    target: Option<String>,
    /// Also post what no loan comes of without a person: an unknown loan's repayment, an empty draft, journals of no
    /// loan. For a sandbox
    #[arg(long)]
    post_test_data: bool,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = args.place.load()?;
    let address: Option<Url> = args
        .target
        .as_deref()
        .filter(|text| text.contains("://"))
        .map(|text| {
            text.parse().map_err(|error: url::ParseError| {
                Failure::new(
                    message!("no-address", text = text, why = error.to_string()),
                    message!("next-https"),
                )
            })
        })
        .transpose()?;
    let named = args.target.as_deref().filter(|_| address.is_none());
    let (_, profile) = config.profile(named.or(args.place.profile.as_deref()))?;
    let target = Target {
        token_url: match &address {
            Some(base) => base.join("/oauth/token").unwrap_or_else(|_| base.clone()),
            None => profile.token_url.clone(),
        },
        api_base: address.clone().unwrap_or_else(|| profile.api_base.clone()),
        audience: match &address {
            Some(base) => base.as_str().trim_end_matches('/').to_owned(),
            None => profile.audience(),
        },
        client_id: profile.client_id.clone(),
        secret: secret(&config, profile)?,
        partner_id: config.settings().partner.id,
    };
    let kiva = |url: &Url| {
        url.host_str()
            .is_some_and(|host| host == "kiva.org" || host.ends_with(".kiva.org"))
    };
    if args.post_test_data && kiva(&target.api_base) {
        return Err(Failure::new(message!("probe-not-sandbox"), message!("next-probe")));
    }
    let found = probe(&target, args.post_test_data).await.map_err(|error| {
        Failure::new(
            message!("no-connection", why = error.to_string()),
            message!("next-certificates"),
        )
    })?;
    if args.place.json {
        print_json(&found)?;
    } else {
        show(&found);
    }
    Ok(if found.count(Verdict::Differs) > 0 { 3 } else { 0 })
}

fn show(found: &Probe) {
    let words = words();
    let title = [
        ("partner", found.partner_id.to_string().into()),
        ("place", found.api_base.to_string().into()),
    ];
    println!("{}\n", words.with("probe-title", &title));
    let rows = found.facts.iter().map(|fact| {
        let verdict = match fact.verdict {
            Verdict::AsAssumed => words.get("probe-as-assumed"),
            Verdict::Differs => words.get("probe-differs"),
            Verdict::CouldNotAsk => words.get("probe-not-asked"),
        };
        let name = fact.name.to_owned();
        [name, verdict, words.said(&fact.assumed), words.said(&fact.found)]
    });
    let head = ["probe-fact", "", "probe-assumed", "probe-found"].map(|id| match id {
        "" => String::new(),
        id => words.get(id),
    });
    println!("{}", tables::texts(head, rows));
    let sum = [
        ("same", found.count(Verdict::AsAssumed).into()),
        ("differ", found.count(Verdict::Differs).into()),
        ("unasked", found.count(Verdict::CouldNotAsk).into()),
    ];
    println!("\n{}", words.with("probe-sum", &sum));
}
