//! How far a fetch may go: which machines it may speak to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Which machines may be fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All: whoever asks sits at this machine and could fetch from them herself.
    Anywhere,
    /// Those of the public internet alone: whoever asks sits elsewhere, and must not look into the network that this machine stands in.
    Public,
}

impl Reach {
    /// Whether a machine with this number may be spoken to.
    pub fn allows(self, ip: IpAddr) -> bool {
        self == Reach::Anywhere || is_public(ip)
    }
}

/// A name leads to machines that may not be fetched from.
#[derive(Debug, thiserror::Error)]
#[error("out of reach")]
pub(crate) struct OutOfReach;

/// Looks up names and keeps what is within reach. A connection is made to what it gives and to nothing else, on each redirect anew, so that a
/// name cannot mean one machine when it is checked and another when it is spoken to.
#[derive(Debug)]
pub(crate) struct Within(pub Reach);

impl Resolver for Within {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })?;
        let mut within = self.empty();
        found.iter().filter(|address| self.0.allows(address.ip())).for_each(|address| within.push(*address));
        if within.is_empty() { Err(ureq::Error::Other(Box::new(OutOfReach))) } else { Ok(within) }
    }
}

/// Whether a number belongs to one machine of the public internet (IANA's registries of special addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = match ip.octets() {
        // This network, private, loopback, link-local, multicast and what is reserved, broadcast among it.
        [0 | 10 | 127 | 224..=255, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..] => true,
        // Shared by the customers of a provider, for measuring, for protocols, for examples, the old relay to IPv6.
        [100, 64..=127, ..]
        | [198, 18 | 19, ..]
        | [192, 0, 0 | 2, _]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [192, 88, 99, _] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // An IPv4 address as a network without IPv4 writes it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // For protocols (Teredo among them), for examples, and tunnels that lead to any IPv4 address.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Loopback, unspecified, mapped, unique-local, link-local and multicast lie outside what is given to machines of the internet.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_machines_of_the_public_internet_are_public() {
        let reaches = |ip: &str| Reach::Public.allows(ip.parse().unwrap());
        for ip in ["93.184.215.14", "1.1.1.1", "100.63.0.1", "172.32.0.1", "2606:2800:21f:cb07::1", "64:ff9b::102:304"]
        {
            assert!(reaches(ip), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "198.18.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
        ] {
            assert!(!reaches(ip), "{ip}");
            assert!(Reach::Anywhere.allows(ip.parse().unwrap()));
        }
    }
}
