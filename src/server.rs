//! The homeserver as such.

use matrix_admin_sdk_macros::{handle, model};

use crate::client::Error;
use crate::wire::Class;

/// The homeserver as such.
///
/// ```ts
/// console.log(await client.server.getVersion());
/// ```
#[handle]
impl Server {
    /// Gets the version of Synapse, maybe with where it was built from: `1.163.2` or `1.163.2 (b=main,37b4b85)`. Any
    /// access token will do.
    ///
    /// ```ts
    /// const version = await client.server.getVersion();
    /// ```
    #[get("/_synapse/admin/v1/server_version", field = "server_version")]
    pub fn get_version(&self) -> String;

    /// Tells what can be done here: the version, whether accounts are managed by Matrix Authentication Service, and
    /// whether the access token is an admin's.
    ///
    /// ```ts
    /// const { version, mas, admin } = await client.server.capabilities();
    /// ```
    ///
    /// It makes two or three small requests, one of which hooks see answered with an error, as it should be: `GET
    /// /_synapse/admin/v1/server_version`, a registration token that there is not, and, where that route is switched
    /// off, `GET /_synapse/admin/v1/background_updates/enabled` · Synapse 1.47 or newer · works under Matrix
    /// Authentication Service
    #[compose(capabilities)]
    pub fn capabilities(&self) -> Capabilities;

    #[get("/_matrix/client/v3/account/whoami", field = "user_id", via = offboard)]
    fn who_am_i(&self) -> String;
}

/// What can be done on a homeserver.
#[model(made)]
pub struct Capabilities {
    /// The version of Synapse, and nothing else: `1.163.2`.
    pub version: String,
    /// Whether accounts are managed by Matrix Authentication Service.
    pub mas: bool,
    /// Whether the access token is an admin's.
    pub admin: bool,
}

async fn capabilities(server: &Server) -> Result<Capabilities, Error> {
    let version = server.get_version().await?;
    let (client, options) = (&server.client, &server.options);
    // The authentication service switches this route off, and its answer is small on any server that has it.
    let tokens = client.registration_tokens().with(options.clone());
    let asked = tokens.get("is-there-no-authentication-service").ignored().await;
    let mas = matches!(&asked, Err(error) if error.class() == Some(Class::Unsupported));
    client.learn_mas(mas);
    let asked = match mas {
        true => client.background_updates().with(options.clone()).is_enabled().ignored().await,
        false => asked,
    };
    let admin = match asked {
        Ok(()) => true,
        Err(error) if is(&error, Class::NotFound, "M_NOT_FOUND") => true,
        Err(error) if is(&error, Class::PermissionDenied, "M_FORBIDDEN") => false,
        Err(error) => return Err(error),
    };
    Ok(Capabilities { version: number(&version), mas, admin })
}

/// Whether it is Synapse's own answer, and not that of a proxy before it.
fn is(error: &Error, class: Class, errcode: &str) -> bool {
    error.class() == Some(class) && error.errcode() == Some(errcode)
}

/// The version without what it was built from.
fn number(version: &str) -> String {
    version.split(' ').next().unwrap_or_default().to_owned()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::number;

    #[test]
    fn a_version_is_told_without_what_it_was_built_from() {
        for version in ["1.163.2", "1.163.2 (b=main,37b4b85)", "1.163.2 "] {
            assert_eq!(number(version), "1.163.2");
        }
        assert_eq!(number(""), "");
    }
}
