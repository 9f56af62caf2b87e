//! Passwords: Argon2id, the same work whether the user name is known or not.

use argon2::{Algorithm, Argon2, Params, Version};
use rand::Rng;
use rand::RngCore;
use rand::distributions::Uniform;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::settings::Argon;

/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const SALT: usize = 16;
const HASH: usize = 32;

/// A password cannot be hashed: Argon2 is set to what it does not take, or there is no memory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a password cannot be hashed: {0}")]
pub struct PasswordFault(String);

/// A new password of 98 bits: four groups of five.
pub(crate) fn generate() -> Zeroizing<String> {
    let letters: Vec<char> = OsRng
        .sample_iter(Uniform::new(0, LETTERS.len()))
        .take(20)
        .map(|n| char::from(LETTERS[n]))
        .collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Zeroizing::new(groups.join("-"))
}

/// Hashes a password: `memory$passes$salt$hash`.
pub(crate) fn hash(password: &str, argon: Argon) -> Result<String, PasswordFault> {
    let mut salt = [0; SALT];
    OsRng.fill_bytes(&mut salt);
    let hash = derive(password, &salt, argon)?;
    let Argon { memory, passes } = argon;
    Ok(format!("{memory}${passes}${}${}", hex::encode(salt), hex::encode(hash.as_ref())))
}

/// Whether a password is the one that was hashed. Without a hash the same work is done, and it
/// is not.
pub(crate) fn verify(
    password: &str,
    stored: Option<&str>,
    argon: Argon,
) -> Result<bool, PasswordFault> {
    let Some(stored) = stored else {
        derive(password, &[0; SALT], argon)?;
        return Ok(false);
    };
    let broken = || PasswordFault("what is stored is no hash".to_owned());
    let parts: Vec<&str> = stored.split('$').collect();
    let [memory, passes, salt, hash] = parts.as_slice() else { return Err(broken()) };
    let argon = Argon {
        memory: memory.parse().map_err(|_| broken())?,
        passes: passes.parse().map_err(|_| broken())?,
    };
    let salt = hex::decode(salt).map_err(|_| broken())?;
    let expected = hex::decode(hash).map_err(|_| broken())?;
    let found = derive(password, &salt, argon)?;
    // Every byte is looked at, whatever the first ones are.
    let differing = found.iter().zip(&expected).fold(0, |all, (a, b)| all | (a ^ b));
    Ok(expected.len() == HASH && differing == 0)
}

fn derive(
    password: &str,
    salt: &[u8],
    argon: Argon,
) -> Result<Zeroizing<[u8; HASH]>, PasswordFault> {
    let fault = |fault: argon2::Error| PasswordFault(fault.to_string());
    let params = Params::new(argon.memory, argon.passes, 1, Some(HASH)).map_err(fault)?;
    let mut out = Zeroizing::new([0; HASH]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, out.as_mut())
        .map_err(fault)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_and_no_other_is_right() {
        let stored = hash("correct horse", Argon::CHEAP).unwrap();
        assert!(verify("correct horse", Some(&stored), Argon::CHEAP).unwrap());
        assert!(!verify("Correct horse", Some(&stored), Argon::CHEAP).unwrap());
        assert!(!verify("correct horse", None, Argon::CHEAP).unwrap());
        assert_ne!(stored, hash("correct horse", Argon::CHEAP).unwrap(), "salted");
    }

    #[test]
    fn generated_passwords_differ() {
        assert_ne!(*generate(), *generate());
        assert_eq!(generate().len(), 23);
    }
}
