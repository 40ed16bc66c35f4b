//! How an endpoint is reached: its Region, its credentials, its pace, and whether it is a real
//! account, on which nothing is created that the user has not agreed to.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::args::AccessArgs;
use super::config::Config;
use super::error::CliError;
use super::output;
use super::values::{Header, TargetChoice, TargetRequest};
use crate::clock::{self, Clock};
use crate::game_server::Authorities;
use crate::target::Target;
use crate::target::account;
use crate::target::credentials::{self, Credentials};
use crate::target::http::{HttpOptions, HttpTarget};
use crate::target::paced::Paced;
use crate::target::rates::Rates;

/// The Region where none is given and none matters.
pub(super) const REGION: &str = "us-east-1";

/// How an endpoint is reached.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// The Region to sign for.
    pub(super) region: String,
    /// Whether what is created there has a price.
    pub(super) is_real_account: bool,
    /// How fast it is asked, `None` for as fast as it answers.
    pub(super) rates: Option<Rates>,
    /// Headers that go with every request.
    headers: Vec<Header>,
    /// Authorities that are trusted beside those of this machine, as PEM.
    authorities: Option<Vec<u8>>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            region: REGION.to_owned(),
            is_real_account: false,
            rates: None,
            headers: Vec::new(),
            authorities: None,
        }
    }
}

/// What the user has agreed to for a real account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// Nothing is sent, so there is nothing to agree to.
    NotNeeded,
    /// To what `--real-account` says.
    ByFlag,
}

impl Access {
    /// Returns the target that is meant and how it is reached; `known` is the Region that is
    /// known otherwise.
    pub(super) async fn find(
        asked: TargetRequest,
        arguments: &AccessArgs,
        known: Option<&str>,
        consent: Consent,
    ) -> Result<(TargetChoice, Self), CliError> {
        let named = arguments.region.as_deref().or(known);
        let (choice, region) = match asked {
            TargetRequest::Aws => {
                let region = aws_region(named).await?;
                (TargetChoice::Url(account::endpoint(&region)), region)
            }
            TargetRequest::Chosen(TargetChoice::Url(url)) if account::is_aws(&url) => {
                let region = region_of_endpoint(&url, named).await?;
                (TargetChoice::Url(url), region)
            }
            TargetRequest::Chosen(choice) => (choice, named.unwrap_or(REGION).to_owned()),
        };
        let is_real_account = is_real(&choice, arguments.real_account, consent)?;
        let rates = match arguments.rate {
            Some(rate) => Some(Rates::capped(rate)),
            None => is_real_account.then_some(Rates::BelowPublished),
        };
        let access = Self {
            region,
            is_real_account,
            rates,
            headers: arguments.header.clone(),
            authorities: arguments.ca.as_deref().map(authorities).transpose()?,
        };
        Ok((choice, access))
    }

    /// Returns the target at an endpoint, to which nothing is sent yet.
    pub(super) async fn connect(
        &self,
        url: &str,
        command_timeout: Duration,
    ) -> Result<HttpTarget, CliError> {
        let options = HttpOptions {
            region: self.region.clone(),
            credentials: self.credentials(url).await?,
            command_timeout,
            headers: self.headers.clone(),
            authorities: self.authorities.clone(),
        };
        Ok(HttpTarget::new(url, options)?)
    }

    /// Returns whom sockets trust beside the authorities of this machine.
    pub(super) fn authorities(&self) -> Authorities {
        let pem = self.authorities.as_deref();
        pem.map_or_else(Authorities::default, Authorities::of_pem)
    }

    /// Returns the target asked at its pace, with what it is asked counted.
    pub(super) fn pace(&self, target: Arc<dyn Target>, clock: &Clock) -> Arc<Paced> {
        Arc::new(Paced::new(target, self.rates, clock.clone()))
    }

    /// Returns the credentials for an endpoint, `None` for those that it does not check.
    async fn credentials(&self, url: &str) -> Result<Option<Credentials>, CliError> {
        if !self.is_real_account && is_loopback(url) {
            return Ok(None);
        }
        let found = match Credentials::from_chain(&self.region).await {
            // Another's endpoint may need none.
            Err(error) if !self.is_real_account => {
                output::note(&format!(
                    "requests to {url} are signed with dummies: {error}"
                ));
                return Ok(None);
            }
            found => found?,
        };
        if let Some(credentials) = &found {
            warn_of_expiry(credentials);
        } else if self.is_real_account {
            return Err(CliError::NoCredentials {
                endpoint: url.to_owned(),
            });
        }
        Ok(found)
    }
}

/// Returns what was asked for as a target, by flag or by configuration.
pub(super) fn asked(flag: Option<&TargetRequest>, config: &Config) -> TargetRequest {
    match (flag, config.endpoint.as_deref()) {
        (Some(asked), _) => asked.clone(),
        (None, Some("aws")) => TargetRequest::Aws,
        (None, Some(endpoint)) => TargetRequest::Chosen(TargetChoice::Url(endpoint.to_owned())),
        (None, None) => TargetRequest::Chosen(TargetChoice::Embedded),
    }
}

/// Returns whether a URL leads to this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let url = url::Url::parse(url).ok();
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Returns whether the target is a real account, where the user has agreed to that.
fn is_real(choice: &TargetChoice, agreed: bool, consent: Consent) -> Result<bool, CliError> {
    match choice {
        TargetChoice::Embedded if agreed => Err(CliError::Usage {
            what: "take the embedded emulator for a real account".to_owned(),
            hint: "--real-account goes with --target aws or a URL".to_owned(),
        }),
        TargetChoice::Embedded => Ok(false),
        // It is not AWS, which an adapter is not let name.
        TargetChoice::OfAdapter => Ok(agreed),
        TargetChoice::Url(url) => {
            let is_aws = account::is_aws(url);
            if is_aws && !agreed && consent == Consent::ByFlag {
                return Err(CliError::Usage {
                    what: format!("act on a real account: {url} is AWS"),
                    hint: "look at what a run would do and cost with --dry-run, then give --real-account"
                        .to_owned(),
                });
            }
            Ok(is_aws || agreed)
        }
    }
}

async fn aws_region(named: Option<&str>) -> Result<String, CliError> {
    let region = match named {
        Some(region) => Some(region.to_owned()),
        None => credentials::region().await,
    };
    let region = region.ok_or_else(|| CliError::Usage {
        what: "find the Region of --target aws".to_owned(),
        hint: "give --region, or set AWS_REGION or the profile's region".to_owned(),
    })?;
    if account::is_region(&region) {
        return Ok(region);
    }
    Err(CliError::Usage {
        what: format!("take {region:?} for a Region"),
        hint: "give the name of a Region, such as us-east-1".to_owned(),
    })
}

/// Returns the Region that an endpoint of AWS is in; signatures for another would be refused.
async fn region_of_endpoint(url: &str, named: Option<&str>) -> Result<String, CliError> {
    match (account::region_of(url), named) {
        (Some(region), Some(named)) if region != named => Err(CliError::Usage {
            what: format!("sign for the Region {named}: {url} is in {region}"),
            hint: "leave the Region out, or give the other endpoint".to_owned(),
        }),
        (Some(region), _) => Ok(region),
        (None, named) => aws_region(named).await,
    }
}

fn authorities(path: &Path) -> Result<Vec<u8>, CliError> {
    let unusable = |why: String| CliError::Usage {
        what: format!("use the authorities in {}: {why}", path.display()),
        hint: "give a PEM file with the certificate that signs the target's".to_owned(),
    };
    let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    match reqwest::Certificate::from_pem_bundle(&pem) {
        Ok(found) if found.is_empty() => Err(unusable("there is no certificate in it".to_owned())),
        Ok(_) => Ok(pem),
        Err(_) => Err(unusable("it is no PEM of certificates".to_owned())),
    }
}

/// Says when temporary credentials end within the hour.
fn warn_of_expiry(credentials: &Credentials) {
    let left = credentials
        .expires
        .map(|expires| expires.duration_since(clock::wall()).unwrap_or_default());
    if let Some(left) = left.filter(|left| left.as_secs() < 3600) {
        let minutes = left.as_secs() / 60;
        output::note(&format!(
            "the credentials end in {minutes} min: what a longer run leaves behind, `cleanup` removes"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> TargetChoice {
        TargetChoice::Url(text.to_owned())
    }

    #[test]
    fn aws_is_a_real_account_whatever_is_said_and_others_are_when_told_so() {
        let aws = url("https://gamelift.eu-west-1.amazonaws.com");
        assert!(is_real(&aws, false, Consent::ByFlag).is_err());
        assert!(is_real(&aws, false, Consent::NotNeeded).unwrap());
        assert!(is_real(&aws, true, Consent::ByFlag).unwrap());
        let ours = url("http://127.0.0.1:4566");
        assert!(!is_real(&ours, false, Consent::ByFlag).unwrap());
        assert!(is_real(&ours, true, Consent::ByFlag).unwrap());
        assert!(!is_real(&TargetChoice::Embedded, false, Consent::ByFlag).unwrap());
        assert!(is_real(&TargetChoice::Embedded, true, Consent::NotNeeded).is_err());
    }

    #[tokio::test]
    async fn an_endpoint_of_aws_says_its_region_and_contradicts_another() {
        let url = "https://gamelift.eu-west-1.amazonaws.com";
        assert_eq!(region_of_endpoint(url, None).await.unwrap(), "eu-west-1");
        let same = region_of_endpoint(url, Some("eu-west-1")).await;
        assert_eq!(same.unwrap(), "eu-west-1");
        assert!(region_of_endpoint(url, Some("us-east-1")).await.is_err());
        let nameless = "https://vpce.execute-api.amazonaws.com";
        let named = region_of_endpoint(nameless, Some("us-west-2")).await;
        assert_eq!(named.unwrap(), "us-west-2");
    }
}
