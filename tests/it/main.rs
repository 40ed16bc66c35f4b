//! Integration tests in one binary: linking it once is what keeps them quick.

mod oracle;
mod readme;
mod support;
mod tidy;
