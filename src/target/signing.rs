//! AWS Signature Version 4 for the requests of one endpoint.
//!
//! Every request is a POST without a query and with few signed headers, so the canonical form is
//! written here, and the signing key is derived once a second only.
//! The primitives are those of `aws-sigv4`; the tests hold the result against its whole signer.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use url::Url;

use super::credentials::Credentials;
use super::json_wire::TARGET;

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const SERVICE: &str = "gamelift";

/// The headers that are signed where a request has them, in the order of their names.
const SIGNED: [HeaderName; 7] = [
    header::ACCEPT,
    header::CONTENT_TYPE,
    header::HOST,
    HeaderName::from_static("smithy-protocol"),
    DATE,
    TOKEN,
    TARGET,
];

/// Signs the requests of one endpoint.
pub(super) struct Signer {
    credentials: Credentials,
    region: String,
    host: String,
    /// The endpoint's own path.
    base: String,
    encoded_base: String,
    token: Option<HeaderValue>,
    second: Mutex<Option<Arc<Second>>>,
}

impl Signer {
    /// Returns the signer, or the part of the credentials that does not fit in a header.
    pub(super) fn new(
        url: &Url,
        region: &str,
        credentials: Credentials,
    ) -> Result<Self, &'static str> {
        let fits = |text: &str| HeaderValue::from_str(text).ok();
        fits(&credentials.access_key_id).ok_or("access key id")?;
        fits(region).ok_or("Region")?;
        let token = match &credentials.session_token {
            Some(token) => {
                let mut value = fits(token).ok_or("session token")?;
                value.set_sensitive(true);
                Some(value)
            }
            None => None,
        };
        let host = url.host_str().unwrap_or_default();
        Ok(Self {
            region: region.to_owned(),
            // The port is part of the header only where it is not the scheme's own.
            host: match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            },
            base: url.path().to_owned(),
            encoded_base: encode(url.path()),
            token,
            credentials,
            second: Mutex::new(None),
        })
    }

    /// Adds the date, the token and the signature; `path` and `headers` name the action already.
    pub(super) fn sign(&self, path: &str, headers: &mut HeaderMap, body: &[u8], time: SystemTime) {
        let second = self.second(time);
        headers.insert(DATE, second.date_time.clone());
        if let Some(token) = &self.token {
            headers.insert(TOKEN, token.clone());
        }
        let (names, canonical) = self.canonical(path, headers, body);
        let to_sign = [second.preamble.as_bytes(), &hex(&Sha256::digest(canonical))].concat();
        let signature = calculate_signature(&second.key, &to_sign);
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={names}, Signature={signature}",
            self.credentials.access_key_id, second.scope,
        );
        let mut value = HeaderValue::try_from(authorization)
            .expect("the key id and the Region have been checked to fit in a header");
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }

    /// Returns the names of the signed headers and the canonical request.
    fn canonical(&self, path: &str, headers: &HeaderMap, body: &[u8]) -> (String, Vec<u8>) {
        let mut names = String::with_capacity(96);
        let mut canonical = Vec::with_capacity(512);
        let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| canonical.extend(*part));
        put(&[b"POST\n", self.path(path).as_bytes(), b"\n\n"]);
        for name in &SIGNED {
            let value = if name == header::HOST {
                self.host.as_bytes()
            } else if let Some(value) = headers.get(name) {
                value.as_bytes()
            } else {
                continue;
            };
            put(&[name.as_str().as_bytes(), b":", value, b"\n"]);
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name.as_str());
        }
        put(&[b"\n", names.as_bytes(), b"\n"]);
        put(&[&hex(&Sha256::digest(body))]);
        (names, canonical)
    }

    /// Returns the path of a request in its canonical form.
    fn path(&self, path: &str) -> String {
        // What comes after the endpoint's own path is made of letters that stay as they are.
        let rest = path.strip_prefix(&self.base).unwrap_or_default();
        format!("{}{rest}", self.encoded_base)
    }

    /// Returns what is the same for all requests of one second.
    fn second(&self, time: SystemTime) -> Arc<Second> {
        let seconds = time
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        // A poisoned lock guards a value that is whole all the same.
        let mut kept = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(second) if second.seconds == seconds => Arc::clone(second),
            _ => Arc::clone(kept.insert(Arc::new(self.begin_second(seconds, time)))),
        }
    }

    fn begin_second(&self, seconds: u64, time: SystemTime) -> Second {
        let date_time = i64::try_from(seconds)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .unwrap_or_default()
            .strftime("%Y%m%dT%H%M%SZ")
            .to_string();
        let date = date_time.split('T').next().unwrap_or_default();
        let scope = format!("{date}/{}/{SERVICE}/aws4_request", self.region);
        let secret = &self.credentials.secret_access_key;
        Second {
            seconds,
            preamble: format!("AWS4-HMAC-SHA256\n{date_time}\n{scope}\n"),
            key: generate_signing_key(secret, time, &self.region, SERVICE)
                .as_ref()
                .to_vec(),
            date_time: HeaderValue::try_from(date_time).expect("a date is ASCII"),
            scope,
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("credentials", &self.credentials)
            .field("region", &self.region)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// What the signatures of one second have in common.
struct Second {
    seconds: u64,
    date_time: HeaderValue,
    scope: String,
    preamble: String,
    key: Vec<u8>,
}

/// Returns the path encoded once more, as the signature's canonical form wants it.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                encoded
                    .extend(hex_digits(byte).map(|digit| char::from(digit.to_ascii_uppercase())));
            }
        }
    }
    encoded
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().flat_map(hex_digits).collect()
}

fn hex_digits(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
    use aws_sigv4::sign::v4::SigningParams;

    use super::*;
    use crate::api::action::Action;
    use crate::target::{cbor_wire, json_wire};

    const BODY: &[u8] = br#"{"PlayerIds":["p"]}"#;

    /// Signs a request here and by the whole signer, and compares the headers.
    #[track_caller]
    fn check(endpoint: &str, session_token: Option<&str>) {
        let mut json = HeaderMap::new();
        json_wire::describe(Action::CreatePlayerSessions, &mut json);
        compare(endpoint, session_token, &json);
        let mut cbor = HeaderMap::new();
        cbor_wire::describe(&mut cbor);
        let path = "service/GameLift/operation/CreatePlayerSessions";
        let endpoint = format!("{}/{path}", endpoint.trim_end_matches('/'));
        compare(&endpoint, session_token, &cbor);
    }

    #[track_caller]
    fn compare(endpoint: &str, session_token: Option<&str>, named: &HeaderMap) {
        let url = Url::parse(endpoint).unwrap();
        let time = UNIX_EPOCH + Duration::from_millis(1_786_000_000_500);
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: session_token.map(str::to_owned),
            expires: None,
        };
        let signer = Signer::new(&url, "eu-west-1", credentials.clone()).unwrap();
        let mut headers = named.clone();
        signer.sign(url.path(), &mut headers, BODY, time);

        let identity = aws_credential_types::Credentials::new(
            credentials.access_key_id,
            credentials.secret_access_key,
            credentials.session_token,
            None,
            "test",
        )
        .into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region("eu-west-1")
            .name(SERVICE)
            .time(time)
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let host = (header::HOST, signer.host.as_str());
        let pairs = named
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .chain([(host.0.as_str(), host.1)]);
        let request =
            SignableRequest::new("POST", url.as_str(), pairs, SignableBody::Bytes(BODY)).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let (expected, _) = instructions.into_parts();
        for header in expected {
            assert_eq!(
                headers
                    .get(header.name())
                    .and_then(|value| value.to_str().ok()),
                Some(header.value()),
                "{endpoint}: {}",
                header.name()
            );
        }
    }

    #[test]
    fn a_signature_is_the_one_that_the_aws_signer_makes() {
        check("http://127.0.0.1:4566", None);
        check("https://gamelift.eu-west-1.amazonaws.com/", Some("token"));
        check("https://gamelift.eu-west-1.amazonaws.com:443/", None);
        check("http://[::1]:8080/some%20path/x", None);
        check("http://localhost/a+b/~c", Some("to/ken=="));
    }

    #[test]
    fn the_signature_covers_body_date_target_and_token() {
        let url = Url::parse("http://localhost:1").unwrap();
        let credentials = Credentials {
            session_token: Some("session".to_owned()),
            ..Credentials::dummy()
        };
        let signer = Signer::new(&url, "us-east-1", credentials).unwrap();
        let mut headers = HeaderMap::new();
        json_wire::describe(Action::DeleteFleet, &mut headers);
        signer.sign("/", &mut headers, BODY, UNIX_EPOCH);
        let authorization = headers[header::AUTHORIZATION].to_str().unwrap();
        assert!(authorization.contains(
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
        ));
        assert_eq!(headers[DATE], "19700101T000000Z");
    }

    #[test]
    fn secrets_are_never_shown() {
        let url = Url::parse("http://localhost:1").unwrap();
        let credentials = Credentials {
            session_token: Some("hidden-token".to_owned()),
            secret_access_key: "hidden-secret".to_owned(),
            ..Credentials::dummy()
        };
        let signer = Signer::new(&url, "us-east-1", credentials).unwrap();
        let mut headers = HeaderMap::new();
        signer.sign("/", &mut headers, BODY, UNIX_EPOCH);
        let shown = format!("{signer:?} {headers:?}");
        assert!(!shown.contains("hidden"), "{shown}");
        assert!(!shown.contains("Signature="), "{shown}");
    }
}
