//! Whether a whole chunk is an address: `user@host`, `scheme://host:port/path`, `host.tld`, an IPv4 address.

use crate::classes::Classes;

/// Linear in the text: a host can only begin at the start, after the scheme or after an `@`, and ends at the first of
/// `: / ? #`, so every candidate is read once.
pub(crate) fn is_url(classes: &Classes, s: &str) -> bool {
    // Every host has a dot that is neither first nor last.
    if !s.bytes().any(|b| b == b'.') {
        return false;
    }
    if is_host_and_tail(classes, s) {
        return true;
    }
    if let Some((scheme, rest)) = s.split_once("://") {
        let mut chars = scheme.chars();
        let named = chars.next().is_some() && chars.next().is_some();
        let fits = |c: char| matches!(c, '+' | '-' | '.') || classes.py_word.has(c);
        if named && scheme.chars().all(fits) && is_host_and_tail(classes, rest) {
            return true;
        }
    }
    // What stands before the @ is free, as long as there is something.
    s.match_indices('@').any(|(i, _)| i > 0 && is_host_and_tail(classes, &s[i + 1..]))
}

fn is_host_and_tail(classes: &Classes, s: &str) -> bool {
    // An @ begins the next candidate, and no host holds one.
    let end = s.find([':', '/', '?', '#', '@']).unwrap_or(s.len());
    let (host, tail) = s.split_at(end);
    is_tail(classes, tail) && (is_domain(classes, host) || is_ipv4(classes, host))
}

fn is_tail(classes: &Classes, s: &str) -> bool {
    let rest = match s.strip_prefix(':') {
        None => s,
        Some(rest) => {
            let digits = rest.chars().take(6).take_while(|&c| classes.py_decimal.has(c));
            let (n, len) = digits.fold((0, 0), |(n, len), c| (n + 1, len + c.len_utf8()));
            if !(2..=5).contains(&n) {
                return false;
            }
            &rest[len..]
        }
    };
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

fn is_domain(classes: &Classes, host: &str) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else { return false };
    let n = top.chars().take(64).count();
    if !(2..=63).contains(&n) || !top.chars().all(|c| classes.top_level.has(c)) {
        return false;
    }
    labels.split('.').all(|label| {
        let edge = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
        let n = label.chars().take(65).count();
        (1..=64).contains(&n)
            && label.chars().all(|c| edge(c) || c == '_' || c == '-')
            && label.starts_with(edge)
            && label.ends_with(edge)
    })
}

fn is_ipv4(classes: &Classes, host: &str) -> bool {
    let decimal = |c: char| classes.py_decimal.has(c);
    let mut octets = [[None; 3]; 4];
    let mut parts = host.split('.');
    for octet in &mut octets {
        let Some(part) = parts.next() else { return false };
        let mut n = 0;
        for c in part.chars() {
            if n == 3 || !decimal(c) {
                return false;
            }
            octet[n] = Some(c);
            n += 1;
        }
        if n == 0 {
            return false;
        }
    }
    if parts.next().is_some() {
        return false;
    }
    let in_range = |c: Option<char>, low: char, high: char| c.is_some_and(|c| (low..=high).contains(&c));
    let [a, b, c, d] = octets;
    // 1 to 223.
    let first = match a {
        [x, _, None] => in_range(x, '1', '9'),
        [Some('1'), ..] => true,
        [Some('2'), y, z] => in_range(y, '0', '1') || y == Some('2') && in_range(z, '0', '3'),
        _ => false,
    };
    // 0 to 255, leading zeros only in two digits.
    let middle = |o: [Option<char>; 3]| match o {
        [_, _, None] => true,
        [Some('1'), ..] => true,
        [Some('2'), y, z] => in_range(y, '0', '4') || y == Some('5') && in_range(z, '0', '5'),
        _ => false,
    };
    // 1 to 254.
    let last = match d {
        [x, _, None] => in_range(x, '1', '9'),
        [Some('1'), ..] => true,
        [Some('2'), y, z] => in_range(y, '0', '4') || y == Some('5') && in_range(z, '0', '4'),
        _ => false,
    };
    let is = |o: [Option<char>; 3], text: &str| o.iter().flatten().copied().eq(text.chars());
    let private = is(a, "10")
        || is(a, "127")
        || is(a, "169") && is(b, "254")
        || is(a, "192") && is(b, "168")
        || is(a, "172")
            && match b {
                [Some('1'), y, None] => in_range(y, '6', '9'),
                [Some('2'), Some(_), None] => true,
                [Some('3'), y, None] => in_range(y, '0', '1'),
                _ => false,
            };
    first && middle(b) && middle(c) && last && !private
}
