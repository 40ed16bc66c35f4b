//! Random values: the edges of each limit are likely.

use proptest::char;
use proptest::collection::vec;
use proptest::sample::select;

use crate::api::game_session::TerminationMode;
use crate::plan::draw::Draw;
use crate::plan::step::{Changes, Chosen, Properties, Text};

/// Returns a maximum for a new game session, rarely one above the quota (CPS-22) or below 0.
pub(super) fn maximum(draw: &mut Draw) -> i64 {
    match draw.between(1, 22) {
        1 => signed(draw.between(201, 300)),
        2 => -1,
        _ => legal_maximum(draw),
    }
}

/// Returns a maximum within the quota, mostly a small one: it is soon reached.
pub(super) fn legal_maximum(draw: &mut Draw) -> i64 {
    let (least, most) = draw.weighted(&[
        (2, (0, 0)),
        (10, (1, 1)),
        (10, (2, 2)),
        (12, (3, 6)),
        (3, (24, 27)),
        (2, (28, 60)),
        (1, (198, 200)),
    ]);
    signed(draw.between(least, most))
}

/// Returns a maximum for a game session in which so many slots are taken.
pub(super) fn new_maximum(draw: &mut Draw, taken: i64) -> i64 {
    let offset = draw.weighted(&[(1, -2), (1, -1), (3, 0), (5, 1), (5, 2), (5, 5), (4, 26)]);
    let near = taken + offset;
    if draw.is_one_in(12) {
        maximum(draw)
    } else {
        near.max(0)
    }
}

/// Returns the name of a game session.
pub(super) fn name(draw: &mut Draw) -> Text {
    if draw.is_one_in(10) {
        // Plain letters: in which unit a name's length counts is not asked.
        let count = draw.value(&select(vec![1, 1023, 1024, 1025]));
        return Text::Repeated {
            character: 'n',
            count,
        };
    }
    Text::Exact(format!("game {}", draw.between(1, 9)))
}

/// Returns changes of what decides nothing: a name, properties, or both.
pub(super) fn details(draw: &mut Draw) -> Changes {
    let kind = draw.weighted(&[(2, 0), (3, 1), (1, 2)]);
    let name = (kind != 1).then(|| name(draw));
    let mut properties: Properties = Vec::new();
    if kind != 0 {
        for key in ["map", "mode", "level", "time"] {
            if draw.is_one_in(2) {
                let value = format!("value {}", draw.between(1, 9));
                properties.push((Text::Exact(key.to_owned()), Text::Exact(value)));
            }
        }
    }
    Changes {
        name,
        properties,
        ..Changes::default()
    }
}

/// Returns the mode of a termination, mostly the one that is not refused.
pub(super) fn termination_mode(draw: &mut Draw) -> Chosen<TerminationMode> {
    draw.weighted(&[
        (6, Chosen::Known(TerminationMode::TriggerOnProcessTerminate)),
        (1, Chosen::Known(TerminationMode::ForceTerminate)),
        (1, Chosen::Unknown),
    ])
}

/// Returns how many players a batch has, where so many slots are open.
pub(super) fn batch_size(draw: &mut Draw, open: i64) -> usize {
    let (least, most) = draw.weighted(&[
        (1, (0, 0)),
        (12, (1, 1)),
        (10, (2, 2)),
        (8, (3, 5)),
        (4, (6, 23)),
        (2, (24, 24)),
        (2, (25, 25)),
        (2, (26, 26)),
    ]);
    let any = draw.between(least, most);
    let near = open + draw.weighted(&[(1, -1), (2, 0), (1, 1)]);
    let size = match u64::try_from(near) {
        Ok(near @ 1..=26) if draw.is_one_in(2) => near,
        _ => any,
    };
    usize::try_from(size).unwrap_or(1)
}

/// Returns a page size for so many records: mostly one that takes several pages, or just one.
pub(super) fn page_size(draw: &mut Draw, count: usize) -> i64 {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let near = [count - 1, count, count / 2].map(|size| (2, size.max(1)));
    let any = [(3, 1), (3, 2), (1, 10), (1, 100)];
    draw.weighted(&[&near[..], &any[..]].concat())
}

/// Returns a player id out of the ordinary.
pub(super) fn odd_player(draw: &mut Draw) -> Text {
    match draw.weighted(&[(3, 0), (2, 1), (4, 2)]) {
        0 => {
            let lengths = vec![0, 1, 2, 512, 1023, 1024, 1025];
            repeated(draw, lengths)
        }
        1 => Text::Exact(
            draw.value(&select(
                &["Player", "player", "player ", " player", " "][..],
            ))
            .to_owned(),
        ),
        _ => Text::Exact(free_text(draw, 24)),
    }
}

/// Returns player data.
pub(super) fn data(draw: &mut Draw) -> Text {
    match draw.weighted(&[(24, 0), (1, 1), (3, 2)]) {
        0 => Text::Exact(format!("data {}", draw.between(1, 99))),
        1 => {
            let lengths = vec![0, 1, 1024, 2047, 2048, 2049];
            repeated(draw, lengths)
        }
        _ => Text::Exact(free_text(draw, 64)),
    }
}

fn repeated(draw: &mut Draw, lengths: Vec<u32>) -> Text {
    let count = draw.value(&select(lengths));
    let character = draw.weighted(&[(4, 'x'), (1, 'é'), (1, '🎮')]);
    Text::Repeated { character, count }
}

fn free_text(draw: &mut Draw, longest: usize) -> String {
    draw.value(&vec(char::any(), 1..=longest))
        .into_iter()
        .collect()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
