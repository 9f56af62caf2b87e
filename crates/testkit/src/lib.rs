//! What the tests of Muster stand on.
