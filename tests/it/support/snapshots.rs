//! Our own output, held by files.

use std::path::Path;

use insta::Settings;

/// Returns the settings under which our own output is snapshot: files in `snapshots/own/`.
fn own_snapshots() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/own"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Holds a text of ours against `snapshots/own/<name>.snap`.
#[track_caller]
pub(crate) fn snapshot(name: &str, text: &str) {
    own_snapshots().bind(|| insta::assert_snapshot!(name, text));
}
