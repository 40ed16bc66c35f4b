//! What races are about.

use super::Author;
use crate::api::game_session::PlayerSessionCreationPolicy as Policy;
use crate::history::Label;
use crate::plan::step::{Changes, GameSessionHandle};

/// A theme: what it is about, and how it is written.
type Theme = (&'static str, fn(&mut Author));

/// Every theme; the races of a run go through them one after the other.
pub(super) const THEMES: [Theme; 14] = [
    ("the last slot", last_slot),
    ("the last slots, in batches", last_slots),
    ("one player asked for several times", same_player),
    ("calls while the maximum changes", maximum),
    ("calls while the policy changes", policy),
    ("updates of different values", updates),
    ("calls while players are accepted", accepts),
    ("calls while players are removed", removals),
    ("a player accepted and removed at once", accept_and_remove),
    ("calls while the game session ends", end),
    ("descriptions while players come", descriptions),
    ("time-outs after calls that met", later),
    ("anything at once", mixture),
    ("replies that are lost", lost_replies),
];

/// More clients than slots, each with one player.
fn last_slot(a: &mut Author) {
    let taken = a.draw.between(0, 3);
    let (session, _) = a.open(taken, 1);
    for client in 0..a.count(2) {
        a.join(client, session);
    }
    a.settle(session, 1);
}

/// Batches of different sizes and single calls for a few slots.
fn last_slots(a: &mut Author) {
    let taken = a.draw.between(0, 2);
    let open = a.draw.between(2, 5);
    let (session, _) = a.open(taken, open);
    for client in 0..a.count(2) {
        match a.draw.between(1, 4) {
            1 => a.join(client, session),
            count => a.join_together(client, session, count),
        }
    }
    a.settle(session, open);
}

/// The same player by several clients, where there is room for all of them or for one.
fn same_player(a: &mut Author) {
    let count = a.count(2);
    let open = if a.draw.is_one_in(3) {
        1
    } else {
        u64::from(count) + 1
    };
    let (session, _) = a.open(0, open);
    let player = a.newcomer();
    for client in 0..count {
        a.ask(client, session, &player);
    }
    a.settle(session, 2);
}

/// The maximum is raised where few slots are open, or lowered where there are enough for everybody,
/// mostly to what is taken; who has changed it asks for slots next.
fn maximum(a: &mut Author) {
    let taken = a.draw.between(0, 2);
    let (open, lowest, highest) = match a.draw.between(1, 4) {
        1 => {
            let open = a.draw.between(1, 4);
            (open, open + 1, open + 3)
        }
        2 => {
            let open = a.draw.between(4, 16);
            (open, 0, open / 2)
        }
        _ => (a.draw.between(6, 16), 0, 0),
    };
    let (session, _) = a.open(taken, open);
    let maximum = a.maximum(taken + lowest, taken + highest);
    a.by(0, |s| {
        s.set_maximum(session, maximum);
    });
    joiners(a, session);
    for _ in 0..3 {
        a.join(0, session);
    }
    a.settle(session, 2);
}

/// The game session is closed while players come; who has closed it asks for slots next.
fn policy(a: &mut Author) {
    let (session, _) = a.open(1, 24);
    close(a, 0, session);
    joiners(a, session);
    for _ in 0..2 {
        a.join(0, session);
    }
    a.script.describe_both(session);
    a.script.accept_all(session);
    a.settle(session, 1);
}

/// Has two clients or more, beside the first, ask for up to three players, one after the other.
fn joiners(a: &mut Author, session: GameSessionHandle) {
    for client in 1..a.count(3) {
        for _ in 0..a.draw.between(1, 3) {
            a.join(client, session);
        }
    }
}

/// Has a client close the game session, by the public action or as its game server.
fn close(a: &mut Author, client: u32, session: GameSessionHandle) {
    let is_server = a.draw.is_one_in(3);
    a.by(client, |s| {
        if is_server {
            s.server_sets(session, Policy::DenyAll);
        } else {
            s.deny_all(session);
        }
    });
}

/// Values that have nothing to do with each other are set by different clients.
fn updates(a: &mut Author) {
    let taken = a.draw.between(0, 1);
    let (session, _) = a.open(taken, 3);
    let maximum = a.maximum(taken + 1, 8);
    a.by(0, |s| {
        s.set_maximum(session, maximum);
    });
    close(a, 1, session);
    if a.draw.is_one_in(2) {
        let named = Changes {
            name: Some(a.newcomer()),
            ..Changes::default()
        };
        a.by(2, |s| s.update(session, named));
    }
    if a.draw.is_one_in(2) {
        a.join(3, session);
    }
    a.script.describe_both(session);
    a.script.accept_all(session);
    a.settle(session, 1);
}

/// Players who hold a reservation connect while others ask for slots.
fn accepts(a: &mut Author) {
    let taken = a.draw.between(2, 4);
    let open = a.draw.between(1, 3);
    let (session, made) = a.open(taken, open);
    let moving = a.draw.between(2, taken);
    let mut client = 0;
    for position in positions(moving) {
        a.by(client, |s| s.accept(made, position));
        client += 1;
    }
    for _ in 1..a.count(2) {
        a.join(client, session);
        client += 1;
    }
    a.settle(session, open);
}

/// Players leave while others ask for their slots; one of them is removed twice.
fn removals(a: &mut Author) {
    let taken = a.draw.between(2, 4);
    let open = a.draw.between(0, 1);
    let (session, made) = a.open(taken, open);
    for position in positions(taken) {
        a.script.accept(made, position);
    }
    let leaving = a.draw.between(1, taken - 1);
    let mut client = 0;
    for position in positions(leaving).chain([0]) {
        a.by(client, |s| s.remove(made, position));
        client += 1;
    }
    for _ in 1..a.count(2) {
        a.join(client, session);
        client += 1;
    }
    a.settle(session, leaving + open + 1);
}

/// One player is accepted and removed at the same time, beside others.
fn accept_and_remove(a: &mut Author) {
    let (session, made) = a.open(2, 1);
    a.by(0, |s| s.accept(made, 0));
    a.by(1, |s| s.remove(made, 0));
    a.by(2, |s| s.accept(made, 1));
    if a.draw.is_one_in(2) {
        a.by(3, |s| s.accept(made, 0));
    }
    a.join(4, session);
    a.settle(session, 3);
}

/// The game session is told to end, or its process ends, while players come.
fn end(a: &mut Author) {
    let (session, _) = a.open(1, 24);
    let is_server = a.draw.is_one_in(4);
    a.by(0, |s| {
        if is_server {
            s.end(session);
        } else {
            s.terminate(session);
        }
    });
    joiners(a, session);
    for _ in 0..2 {
        a.join(0, session);
    }
    a.settle(session, 1);
}

/// Batches come while others look.
fn descriptions(a: &mut Author) {
    let open = a.draw.between(4, 8);
    let (session, _) = a.open(0, open);
    let joining = a.count(2).div_ceil(2);
    for client in 0..joining {
        let count = a.draw.between(2, 4);
        a.join_together(client, session, count);
        a.look(client, session);
    }
    for client in joining..joining + 2 {
        a.look(client, session);
        a.look(client, session);
    }
    a.settle(session, 1);
}

/// Reservations and acceptances meet; what was not accepted in time runs out, and nothing else.
fn later(a: &mut Author) {
    let taken = a.draw.between(2, 3);
    let open = a.draw.between(1, 3);
    let (session, made) = a.open(taken, open);
    let mut client = 0;
    for position in positions(taken - 1) {
        a.by(client, |s| s.accept(made, position));
        client += 1;
    }
    let mut last = made;
    for _ in 0..a.count(2) {
        a.join(client, session);
        client += 1;
        last = a.script.steps().last().map_or(last, |step| step.label);
    }
    a.script.describe_both(session);
    a.script.wait_after(last);
    a.settle(session, open + 1);
}

/// Anything that does not end the game session.
fn mixture(a: &mut Author) {
    let taken = a.draw.between(2, 4);
    let open = a.draw.between(1, 4);
    let (session, made) = a.open(taken, open);
    a.script.accept(made, 0);
    for client in 0..a.count(3) {
        for _ in 0..a.draw.between(1, 2) {
            anything(a, client, session, (made, taken));
        }
    }
    a.script.describe_both(session);
    a.script.accept_all(session);
    a.settle(session, 2);
}

/// Has a client do anything that does not end the game session.
fn anything(a: &mut Author, client: u32, session: GameSessionHandle, (made, taken): (Label, u64)) {
    let position = u32::try_from(a.draw.between(0, taken - 1)).unwrap_or_default();
    let maximum = a.maximum(taken, taken + 5);
    match a.draw.between(1, 14) {
        1..=4 => a.join(client, session),
        5..=6 => {
            let count = a.draw.between(2, 3);
            a.join_together(client, session, count);
        }
        7 => a.by(client, |s| s.accept(made, position)),
        8..=9 => a.by(client, |s| s.remove(made, position)),
        10 => a.by(client, |s| {
            s.set_maximum(session, maximum);
        }),
        11 => close(a, client, session),
        12 => a.by(client, |s| {
            s.accept_all(session);
        }),
        _ => a.look(client, session),
    }
}

/// The replies to one call or two are lost, and whoever has sent them may try again.
fn lost_replies(a: &mut Author) {
    let taken = a.draw.between(0, 2);
    let open = a.draw.between(1, 5);
    let (session, _) = a.open(taken, open);
    let unheard = u32::try_from(a.draw.between(1, 2)).unwrap_or(1);
    for client in 0..unheard {
        let count = a.draw.between(1, 3);
        let players = a.newcomers(count);
        let again = players[0].clone();
        let is_single = count == 1 && a.draw.is_one_in(2);
        a.unheard(client, |s| {
            if is_single {
                s.single(session, &again);
            } else {
                s.batch(session, &players);
            }
        });
        if a.draw.is_one_in(2) {
            a.ask(client, session, &again);
        }
    }
    // What may or may not have happened makes an order hard to find: others are few.
    for client in unheard..unheard + a.count(1).min(4) {
        a.join(client, session);
    }
    a.settle(session, open);
}

fn positions(count: u64) -> std::ops::Range<u32> {
    0..u32::try_from(count).unwrap_or(u32::MAX)
}
