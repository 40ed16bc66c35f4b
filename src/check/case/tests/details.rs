//! Names and properties of game sessions.

use super::{check, exercises, leaves, open};

#[test]
fn a_new_game_session_has_its_name_and_properties() {
    let story = |told| format!("game-session 2 name=n props=map:forest -> ok{told}");
    check(&story(""), "conforms");
    exercises(&story(""), "CGS-07");
    leaves(&story("[name=-,props=-]"), "CGS-07");
    check(&story("[name=-,props=-]"), "conforms");
    check(
        &story("[name=m]"),
        "CGS-07 @ 0: CreateGameSession: expected success got wrong Name",
    );
    check(&story("[props=map:desert]"), "CGS-07 @ 0");
    check(&story("[props=map:forest/mode:duel]"), "CGS-07 @ 0");
    check(&story("[props=]"), "CGS-07 @ 0");
    // A name that nobody has given is the target's.
    check("game-session 2 -> ok[name=own]", "conforms");
    check("game-session 2 -> ok[props=map:forest]", "CGS-07 @ 0");
}

#[test]
fn names_and_properties_keep_their_limits() {
    let many = (1..=17).map(|n| format!("k{n}:v")).collect::<Vec<_>>();
    let (most, too_many) = (many[..16].join("/"), many.join("/"));
    for (words, is_legal) in [
        ("name=n*1024", true),
        ("name=n*1025", false),
        ("props=k*32:v*96", true),
        ("props=k*33:v", false),
        ("props=k:v*97", false),
        (&format!("props={most}"), true),
        (&format!("props={too_many}"), false),
    ] {
        let created = |reply| format!("game-session 2 {words} -> {reply}");
        let updated = |reply: &str| open(2, &format!("update {words} -> {reply}"));
        if is_legal {
            check(&created("ok"), "conforms");
            check(&created("InvalidRequest"), "CGS-02 @ 0");
        } else {
            check(&created("InvalidRequest"), "conforms");
            exercises(&created("InvalidRequest"), "CGS-10");
            check(&created("ok"), "CGS-10 @ 0");
            check(&updated("Validation"), "conforms");
            exercises(&updated("Validation"), "UGS-08");
            if words.starts_with("name") {
                check(&updated("ok"), "UGS-08 @ 3");
            }
        }
    }
    check(
        &open(2, "update protection=FullProtection -> ok"),
        "conforms",
    );
    check(
        &open(2, "update protection=SOME -> InvalidRequest"),
        "conforms",
    );
    check(&open(2, "update protection=SOME -> ok"), "UGS-08 @ 3");
}

#[test]
fn a_new_name_is_returned_and_shown() {
    check(&open(2, "update name=n -> ok"), "conforms");
    exercises(&open(2, "update name=n -> ok"), "UGS-07 UGS-10");
    check(
        &open(2, "update name=n -> ok[name=m]"),
        "UGS-07 @ 3: UpdateGameSession: expected success got wrong Name",
    );
    check(
        &open(2, "update name=n -> ok[name=-]"),
        "UGS-10 @ 3: UpdateGameSession: expected success got missing Name",
    );
    check(&open(2, "update name=n -> InvalidRequest"), "UGS-07 @ 3");
    let story = |shown| {
        open(
            2,
            &format!(
                "
        update name=n -> ok
        update max=3  -> ok
        describe      -> ACTIVE max=3 {shown}
    "
            ),
        )
    };
    check(&story("name=n"), "conforms");
    check(&story(""), "conforms");
    check(&story("name=m"), "UGS-03 @ 4, seen @ 5");
    check(
        &open(2, "update name=n -> ok\ndescribe -> ACTIVE name=m"),
        "UGS-07 @ 3, seen @ 4",
    );
}

#[test]
fn an_update_leaves_a_name_and_properties_alone() {
    let story = |told, shown| {
        format!(
            "
        game-session 2 name=n props=map:forest -> ok
        activate      -> ok
        update max=3  -> ok{told}
        describe      -> ACTIVE max=3 {shown}
    "
        )
    };
    check(&story("", "name=n props=map:forest"), "conforms");
    check(&story("[name=n,props=map:forest]", "name=n"), "conforms");
    check(&story("[name=m,props=map:forest]", "name=n"), "UGS-03 @ 3");
    check(&story("[name=n,props=]", "name=n"), "UGS-03 @ 3");
    check(
        &story("[name=n,props=map:forest]", "props="),
        "UGS-03 @ 3, seen @ 4",
    );
    check(
        "
        game-session 2 name=n -> ok
        activate       -> ok
        update name=m max=-1 -> InvalidRequest
        describe       -> ACTIVE name=m
    ",
        "UGS-06 @ 3, seen @ 4",
    );
}

#[test]
fn a_new_protection_is_shown_by_the_details() {
    let story = |shown: &str| {
        open(
            2,
            &format!(
                "
        update protection=FullProtection -> ok
        details game-session -> @:ACTIVE[protection={shown}]
    "
            ),
        )
    };
    check(&story("FullProtection"), "conforms");
    exercises(&story("FullProtection"), "UGS-11 DGS-11 DGS-12");
    check(
        &story("NoProtection"),
        "UGS-11 @ 3, seen @ 4: DescribeGameSessionDetails: expected success \
         got wrong ProtectionPolicy",
    );
    check(
        &story("-"),
        "DGS-12 @ 4: DescribeGameSessionDetails: expected success got missing ProtectionPolicy",
    );
    check(
        &open(2, "update protection=NoProtection -> InvalidRequest"),
        "UGS-11 @ 3",
    );
}

#[test]
fn details_that_are_old_altogether_are_put_down_to_them() {
    let story = |shown: &str| {
        open(
            2,
            &format!(
                "
        update max=5 policy=DENY_ALL -> ok
        update protection=FullProtection -> ok
        details game-session -> @:ACTIVE[{shown}]
        describe -> ACTIVE max=5 policy=DENY_ALL
        details game-session -> @:ACTIVE[max=5,policy=DENY_ALL,protection=FullProtection]
    "
            ),
        )
    };
    check(
        &story("max=5,policy=DENY_ALL,protection=FullProtection"),
        "conforms",
    );
    check(
        &story("max=2,policy=ACCEPT_ALL,protection=NoProtection"),
        "
        DGS-02 @ 5: DescribeGameSessionDetails: expected success got wrong MaximumPlayerSessionCount
        DGS-11 @ 5
    ",
    );
}

#[test]
fn a_protection_stays_until_the_next_one() {
    let story = |update: &str, shown: &str| {
        open(
            2,
            &format!(
                "
        details game-session -> @:ACTIVE[max=2,protection=FullProtection]
        {update}
        details game-session -> @:ACTIVE[max=2,protection={shown}]
    "
            ),
        )
    };
    for (update, clause) in [
        ("update name=n -> ok", "UGS-03 @ 4, seen @ 5"),
        (
            "update protection=NoProtection max=-1 -> InvalidRequest",
            "UGS-06 @ 4, seen @ 5",
        ),
        (
            "update protection=NoProtection max=201 name=n -> InvalidRequest",
            "UGS-06 @ 4, seen @ 5",
        ),
        ("describe -> ACTIVE", "DGS-11 @ 5"),
    ] {
        check(&story(update, "FullProtection"), "conforms");
        exercises(&story(update, "FullProtection"), "DGS-11");
        check(&story(update, "NoProtection"), clause);
    }
    // The first one is the target's choice, and every detail of a list is held to it.
    let listed = |shown: &str| {
        open(
            2,
            &format!(
                "
        game-session 2 @b -> ok
        details -> @:ACTIVE @b:ACTIVATING[protection=FullProtection]
        details -> @:ACTIVE @b:ACTIVATING[protection={shown}]
    "
            ),
        )
    };
    check(&listed("FullProtection"), "conforms");
    check(&listed("NoProtection"), "DGS-11 @ 5");
}

#[test]
fn properties_are_merged() {
    let story = |told: &str, shown: &str| {
        format!(
            "
        game-session 2 props=map:forest/mode:duel -> ok
        activate -> ok
        update props=map:desert/level:7 -> ok{told}
        describe -> ACTIVE {shown}
    "
        )
    };
    let merged = "props=level:7/map:desert/mode:duel";
    check(&story(&format!("[{merged}]"), merged), "conforms");
    exercises(&story(&format!("[{merged}]"), merged), "UGS-09 UGS-10");
    check(&story(&format!("[{merged}]"), ""), "conforms");
    check(
        &story("", merged),
        "UGS-10 @ 3: UpdateGameSession: expected success got missing GameProperties",
    );
    // Replaced, only added, or not there at all.
    for wrong in [
        "props=map:desert/level:7",
        "props=map:forest/mode:duel/level:7",
        "props=map:forest/mode:duel",
    ] {
        check(&story(&format!("[{wrong}]"), wrong), "UGS-09 @ 3");
        let late = story(&format!("[{merged}]"), wrong);
        check(&late, "UGS-09 @ 3, seen @ 4");
    }
    let beyond = |reply| {
        let many = (1..=16).map(|n| format!("k{n}:v")).collect::<Vec<_>>();
        format!(
            "
        game-session 2 props=map:forest -> ok
        activate -> ok
        update props={0} -> {reply}
    ",
            many.join("/")
        )
    };
    check(&beyond("InvalidRequest"), "conforms");
    check(&beyond("Conflict"), "UGS-09 @ 3");
}

#[test]
fn old_details_may_be_shown_within_the_tolerance() {
    let story = |shown| {
        format!(
            "
        tolerance 2s
        game-session 2 name=n -> ok
        activate      -> ok
        later 5s
        update name=m -> ok
        later 1s
        describe      -> ACTIVE {shown}
    "
        )
    };
    check(&story("name=m"), "conforms");
    check(&story("name=n"), "conforms");
    check(&story("name=o"), "DGS-02 @ 7");
    check(
        &story("name=n").replace("later 1s", "later 3s"),
        "UGS-07 @ 5, seen @ 7",
    );
    let story = |later, shown| {
        format!(
            "
        tolerance 2s
        game-session 2 -> ok
        update protection=FullProtection -> ok
        later 5s
        update protection=NoProtection -> ok
        later {later}
        details game-session -> @:ACTIVATING[protection={shown}]
    "
        )
    };
    check(&story("1s", "FullProtection"), "conforms");
    check(&story("1s", "NoProtection"), "conforms");
    check(&story("3s", "NoProtection"), "conforms");
    check(&story("3s", "FullProtection"), "UGS-11 @ 5, seen @ 7");
}
