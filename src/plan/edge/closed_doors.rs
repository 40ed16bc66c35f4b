//! Edge plans that walk through the situations in which nobody may come in: before activation,
//! under `DENY_ALL` and after the end.

use super::situations::{FORMS, Form, Visitors, callers};
use super::{EdgePlan, edge};
use crate::history::Label;
use crate::plan::script::{Script, player, players};
use crate::plan::step::GameSessionHandle;

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans: Vec<EdgePlan> = FORMS.into_iter().map(before_activation).collect();
    for closing in [Closing::DenyAll, Closing::End] {
        plans.extend(FORMS.into_iter().flat_map(|form| behind(closing, form)));
        plans.push(behind_too_many(closing));
        plans.extend(
            FORMS
                .into_iter()
                .map(|form| behind_timed_out(closing, form)),
        );
    }
    plans
}

fn before_activation(form: Form) -> EdgePlan {
    let size = form.size();
    edge(
        format!("{} before activation and any number of slots", form.name()),
        &["CPS-07"],
        |s| {
            let mut maxima = vec![0, size - 1, size];
            maxima.dedup();
            for maximum in maxima {
                let session = s.game_session(i64::from(maximum));
                form.call(s, session, &callers(form, Visitors::New, 0));
                if size > 1 {
                    form.call(s, session, &callers(form, Visitors::Repeated, 0));
                }
                s.describe_pages(session, 2);
            }
        },
    )
}

/// What closes a game session.
#[derive(Clone, Copy)]
enum Closing {
    DenyAll,
    End,
}

impl Closing {
    fn name(self) -> &'static str {
        match self {
            Self::DenyAll => "under DENY_ALL",
            Self::End => "after the end",
        }
    }

    fn clauses(self) -> &'static [&'static str] {
        match self {
            Self::DenyAll => &["CPS-08"],
            Self::End => &["CPS-07"],
        }
    }

    fn close(self, s: &mut Script, session: GameSessionHandle) {
        match self {
            Self::DenyAll => {
                s.deny_all(session);
            }
            Self::End => s.end(session),
        }
    }
}

/// Goes through everything that players can have, behind a closed door.
fn behind(closing: Closing, form: Form) -> Vec<EdgePlan> {
    let mut slots = vec![0, form.size() - 1, form.size()];
    slots.dedup();
    let walk = |open: u32| {
        let name = format!("{} {} and {open} open slots", form.name(), closing.name());
        edge(name, closing.clauses(), |s| {
            let session = s.active(i64::from(open) + 2);
            let created = s.batch(session, &players(1, 2));
            s.accept(created, 0);
            s.remove(created, 0);
            s.accept(created, 1);
            s.batch(session, &[player(3)]);
            closing.close(s, session);
            for known in [1, 2, 3] {
                let mut callers = callers(form, Visitors::New, 0);
                callers[0] = player(known);
                form.call(s, session, &callers);
            }
            form.call(s, session, &callers(form, Visitors::New, 0));
            if form.size() > 1 {
                form.call(s, session, &callers(form, Visitors::Repeated, 0));
                let mut callers = callers(form, Visitors::New, 0);
                callers[..2].clone_from_slice(&players(2, 3));
                form.call(s, session, &callers);
            }
            s.describe_pages(session, 2);
            s.describe(session);
        })
    };
    slots.into_iter().map(walk).collect()
}

fn behind_timed_out(closing: Closing, form: Form) -> EdgePlan {
    let name = format!("{} with a TIMEDOUT player {}", form.name(), closing.name());
    edge(name, closing.clauses(), |s| {
        let mut slots = vec![0, form.size() - 1, form.size()];
        slots.dedup();
        let mut sessions = Vec::new();
        let mut created = Label(0);
        for open in slots {
            let session = s.active(i64::from(open.max(1)));
            created = s.batch(session, &[player(1)]);
            sessions.push((session, open));
        }
        s.wait_after(created);
        for (session, open) in sessions {
            s.set_maximum(session, i64::from(open));
            closing.close(s, session);
            let mut callers = callers(form, Visitors::New, 0);
            callers[0] = player(1);
            form.call(s, session, &callers);
            s.describe_pages(session, 1);
        }
    })
}

fn behind_too_many(closing: Closing) -> EdgePlan {
    edge(
        format!("26 players {} and any number of slots", closing.name()),
        &["CPS-05", "CPS-27"],
        |s| {
            for open in [0, 2, 26] {
                let session = s.active(open);
                closing.close(s, session);
                s.batch(session, &players(1, 26));
                s.describe(session);
            }
        },
    )
}
