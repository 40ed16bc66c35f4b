//! Ids that look random and are counted: same seed and order, same ids.

/// The source of all ids of one emulator.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    seed: u64,
    count: u64,
}

impl Ids {
    /// Returns a source whose ids differ from those of every other seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// Returns the next id, in the shape of a UUID.
    pub(super) fn next(&mut self) -> String {
        self.count += 1;
        // `mix` is a bijection, so the low half gives the count away, and then the high half the
        // seed: no two ids of any seeds are equal.
        let low = mix(self.count);
        let high = mix(self.seed ^ low.rotate_left(32));
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff,
        )
    }
}

/// Scrambles a number, one to one.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_of_different_seeds_never_meet() {
        let ids: BTreeSet<String> = (0..50)
            .flat_map(|seed| {
                let mut ids = Ids::new(seed);
                (0..100).map(move |_| ids.next())
            })
            .collect();
        assert_eq!(ids.len(), 5000);
    }

    #[test]
    fn an_id_has_the_shape_of_a_uuid() {
        let id = Ids::new(7).next();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    }
}
