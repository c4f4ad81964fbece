//! Whether to send again, and when.

use super::{Class, Failure};
use crate::declare::Safety;

const FIRST_DELAY_MS: f64 = 500.0;
const LONGEST_DELAY_MS: f64 = 8_000.0;

/// How long to wait before the next attempt, in ms; `None` ends the call with the failure.
///
/// `attempt` counts the retries so far, `random` lies in 0..1 and spreads clients that failed together.
pub fn delay(safety: Safety, failure: &Failure, attempt: u32, random: f64) -> Option<f64> {
    let retry_after_ms = failure.details.retry_after_ms;
    let again = match failure.class {
        // Refused before anything was done. With an errcode but no time, another limit than the rate is meant.
        Class::RateLimit => retry_after_ms.is_some() || failure.limited,
        // With an errcode it is the homeserver's own answer, and comes again; unless it says when it will not.
        Class::Server => {
            let passes = failure.details.errcode.is_none() || retry_after_ms.is_some();
            safety != Safety::Once && passes && matches!(failure.details.status, Some(502..=504))
        }
        Class::Connection => safety != Safety::Once,
        Class::Response => safety != Safety::Once && failure.cut_off,
        _ => false,
    };
    let backoff = FIRST_DELAY_MS * f64::from(2_u32.saturating_pow(attempt));
    let jittered = backoff.min(LONGEST_DELAY_MS) * (1.0 - random / 2.0);
    again.then(|| retry_after_ms.map_or(jittered, |asked| asked as f64 + jittered / 4.0))
}
