//! Integration tests in one binary: linking it once is what keeps them quick.

#[cfg(test)]
mod cli;
mod readme;
#[cfg(test)]
mod report;
#[cfg(test)]
mod support;
mod tidy;
