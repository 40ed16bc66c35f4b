//! Properties of the repository itself that no compiler checks, held by ordinary tests.
//!
//! Each test lists everything that is wrong, not the first thing only.
//! The rules are functions of texts, and are tested on small ones at the foot of their files.

mod clauses;
mod documents;
mod files;
mod modules;
mod source;

use std::path::Path;

use files::{Tree, hold};

#[test]
fn modules_name_only_what_the_table_lets_them_name() {
    hold(&modules::direction(&Tree::read().sources("src")));
}

#[test]
fn the_core_is_synchronous_and_does_no_input_or_output() {
    hold(&modules::purity(&Tree::read().sources("src")));
}

#[test]
fn modules_have_names_that_say_what_they_hold() {
    hold(&modules::names(&Tree::read().sources("")));
}

#[test]
fn every_source_file_says_what_it_is_and_stays_short() {
    hold(&source::shape(&Tree::read().sources("")));
}

#[test]
fn clauses_and_questions_are_the_same_in_code_and_in_specs() {
    let tree = Tree::read();
    hold(&clauses::problems(
        &tree.texts("specs", "toml"),
        &tree.sources("src"),
    ));
}

#[test]
fn the_map_names_every_module_and_only_existing_ones() {
    let tree = Tree::read();
    hold(&documents::map(
        tree.text("ARCHITECTURE.md"),
        &modules::present(&tree.sources("src")),
    ));
}

#[test]
fn documents_keep_their_form() {
    let tree = Tree::read();
    hold(&documents::forms(&tree.texts("", "md"), |link| {
        tree.root.join(link).exists()
    }));
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    hold(&documents::places(&Tree::read().texts("", "")));
}

#[test]
fn the_tree_that_these_tests_read_is_this_one() {
    let tree = Tree::read();
    assert!(tree.text("Cargo.toml").contains("gamelift-conformance"));
    assert!(
        tree.sources("src")
            .iter()
            .any(|source| source.path == Path::new("src/lib.rs"))
    );
}
