//! A legal machine whose histories show no violation.
