//! Why something could not be had from the web, and whether to ask again.

use std::time::Duration;

/// Why something could not be had. The words are for people: they name no address and no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Miss {
    /// Asking again would bring the same answer.
    #[error("{0}")]
    Final(String),
    /// The program's own rules forbid it: asking again helps once they are set otherwise.
    #[error("{0}")]
    Barred(String),
    /// The network or the server failed; the next attempt may not.
    #[error("{0}")]
    Failed(String),
    /// The server cannot be reached at all.
    #[error("{0}")]
    Unreachable(String),
    /// The site asks for patience, for `after` if it said so.
    #[error("{reason}")]
    Throttled {
        /// What it said.
        reason: String,
        /// How long it wants to be left alone.
        after: Option<Duration>,
    },
    /// So much failed in a row that nothing more was asked for.
    #[error("{0}")]
    Lost(String),
}

impl Miss {
    /// Whether another attempt may bring it.
    pub fn is_passing(&self) -> bool {
        !matches!(self, Self::Final(_) | Self::Barred(_) | Self::Lost(_))
    }

    /// What went wrong on the way, without the address: it may hold a key.
    pub(super) fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let causes = causes(&error);
        if let Some(refused) = causes
            .iter()
            .find(|cause| cause.starts_with(super::REFUSED))
        {
            return Self::Barred(refused.clone());
        }
        let last = causes.last().cloned().unwrap_or_default();
        if error.is_redirect() {
            Self::Final(format!("the redirects do not end well: {last}"))
        } else if error.is_builder() {
            Self::Final(format!("no request can be made of it: {last}"))
        } else if error.is_connect() {
            Self::Unreachable(format!("the server cannot be reached: {last}"))
        } else if error.is_timeout() {
            Self::Failed("the server did not answer in time".to_owned())
        } else {
            Self::Failed(format!("the connection failed: {last}"))
        }
    }
}

/// The messages of `error` and of all that caused it, the first cause last.
fn causes(error: &dyn std::error::Error) -> Vec<String> {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect()
}
