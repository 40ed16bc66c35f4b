//! The catalog reads what is embedded, and names everything that is wrong with anything else.

use super::*;

#[test]
fn the_embedded_catalog_parses() {
    assert_eq!(
        Catalog::parse(&FILES).err().unwrap_or_default(),
        Vec::<String>::new()
    );
}
