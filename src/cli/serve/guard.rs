//! The guard: which requests are answered, and what every answer forbids.
//!
//! A page somewhere else may name this machine by a name of its own and so come in by the reader's browser (DNS
//! rebinding). What it cannot choose is the `Host` that the browser then sends.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;
use super::api::Fault;

/// The hosts that requests may name.
#[derive(Debug)]
pub(super) struct Hosts {
    /// Whether only this machine can ask.
    is_local: bool,
    names: Vec<String>,
}

impl Hosts {
    /// Those of a server that listens at an address and has these names besides.
    pub(super) fn of(bind: IpAddr, names: &[String]) -> Self {
        Self { is_local: bind.is_loopback(), names: names.to_vec() }
    }

    /// Whether a request may name this host: an address, which nobody can rebind, or a name that was told.
    fn admit(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let host = authority.host();
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return address.is_loopback() || !self.is_local;
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        name.eq_ignore_ascii_case("localhost") || self.names.iter().any(|own| name.eq_ignore_ascii_case(own))
    }
}

/// Lets a request through if it names a host of this server.
pub(super) async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = (hosts.next().and_then(|host| host.to_str().ok()), hosts.next().is_none());
    let is_admitted = matches!(host, (Some(host), true) if site.hosts.admit(host));
    let mut response = if is_admitted {
        next.run(request).await
    } else {
        let fault = Fault::new(StatusCode::MISDIRECTED_REQUEST, "this server has another name");
        fault.hint("ask for it by its address, or say its name: hallway serve --name NAME").into_response()
    };
    // Nothing is to be shown inside of other pages, guessed to be something else, or told to others.
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let same_origin = HeaderValue::from_static("same-origin");
    response.headers_mut().insert("cross-origin-resource-policy", same_origin.clone());
    response.headers_mut().insert("cross-origin-opener-policy", same_origin);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_addresses_and_names_that_were_told() {
        let local = Hosts::of([127, 0, 0, 1].into(), &["talks.example".to_owned()]);
        for host in ["127.0.0.1:8016", "localhost", "LOCALHOST:1", "localhost.:8016", "[::1]:8016", "Talks.example:80"]
        {
            assert!(local.admit(host), "{host}");
        }
        for host in
            ["", "evil.example", "evil.example:8016", "192.0.2.1", "user@localhost", "localhost.evil.example", "a b"]
        {
            assert!(!local.admit(host), "{host}");
        }
        let open = Hosts::of([0, 0, 0, 0].into(), &[]);
        assert!(open.admit("192.0.2.1:8016"));
        assert!(!open.admit("evil.example"));
    }
}
