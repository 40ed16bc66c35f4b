//! Integration tests in one binary: linking it once is what keeps them quick.

mod tidy;
