//! Integration tests in one binary: linking it once is what keeps them quick.

#[cfg(test)]
mod cli;
mod oracle;
mod readme;
#[cfg(test)]
mod report;
mod support;
mod tidy;
