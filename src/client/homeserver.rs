//! The client itself.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::error::Error;
use super::options::{ClientOptions, Settings};

/// A homeserver and the right to administer it. Clones are the same client.
///
/// ```no_run
/// # async fn example() -> Result<(), matrix_admin_sdk::Error> {
/// use matrix_admin_sdk::{Client, ClientOptions};
///
/// let client = Client::new(ClientOptions::new("https://matrix.example.com", "syt_…"))?;
/// let alice = client.user("@alice:example.com")?;
/// println!("{} {:?}", alice.is_admin().await?, alice.get_rooms().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    settings: Settings,
    /// Whether Matrix Authentication Service is known to manage the accounts.
    mas: Cell<bool>,
}

/// Its address.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Client").field(&self.base_url()).finish()
    }
}

impl Client {
    /// A client; the options are checked, nothing is sent.
    pub fn new(options: ClientOptions) -> Result<Client, Error> {
        Ok(Client(Rc::new(Inner { settings: Settings::new(options)?, mas: Cell::new(false) })))
    }

    /// For tests without a platform that knows addresses.
    #[cfg(test)]
    pub fn unchecked(options: ClientOptions) -> Client {
        Client(Rc::new(Inner {
            settings: Settings::of(options.base_url.clone(), options),
            mas: Cell::new(false),
        }))
    }

    /// The homeserver's address, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.0.settings.base_url
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn is_mas(&self) -> bool {
        self.0.mas.get()
    }

    /// Keeps in mind whether Matrix Authentication Service manages the accounts.
    pub(crate) fn learn_mas(&self, mas: bool) {
        self.0.mas.set(mas);
    }
}
