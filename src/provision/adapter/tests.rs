//! The protocol from our side, spoken with shell scripts.

use tokio::sync::mpsc;

use super::child::Child;
use super::error::AdapterError;
use super::protocol::{Ability, Answer, Greeting, Introduction, Operation};
use super::*;

/// How long an answer may take that is to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long an answer may take that is not to come.
const IMPATIENCE: Duration = Duration::from_millis(200);

/// The first lines of a script that says hello.
const HELLO: &str = r#"read -r hello; echo '{"hello":{"protocol":1}}'; "#;

async fn start(
    script: &str,
    timeout: Duration,
) -> Result<(Child, Introduction, mpsc::UnboundedReceiver<String>), AdapterError> {
    let greeting = Greeting {
        protocol: 1,
        tool: "test",
        run: "run",
        region: "us-east-1",
        endpoint: None,
    };
    let command = format!("sh -c {}", shlex::try_quote(script).unwrap());
    let (log, lines) = mpsc::unbounded_channel();
    let (child, introduction) = Child::start(&command, &greeting, timeout, log).await?;
    Ok((child, introduction, lines))
}

fn create() -> Operation {
    Operation::Create {
        case: "1".to_owned(),
        maximum: 4,
        name: None,
        properties: [("mode".to_owned(), "duel".to_owned())].into(),
    }
}

async fn asked(script: &str, timeout: Duration) -> Result<Answer, AdapterError> {
    let script = format!("{HELLO}{script}");
    let (child, ..) = start(&script, timeout).await.unwrap();
    let answer = child.ask(&create()).await;
    child.end().await;
    answer
}

#[tokio::test]
async fn an_adapter_introduces_itself_and_its_backend() {
    let script = r#"read -r hello; echo '{"hello":{"protocol":1,"capabilities":["reset","activate"],
        "endpoint":"http://127.0.0.1:1","tolerance":"10ms","reservation_timeout":"2s",
        "fleet_id":"fleet-1","later":true}}' | tr -d '\n'; echo; read -r nothing"#;
    let (child, introduction, _) = start(script, PATIENCE).await.unwrap();
    child.end().await;
    let expected = Introduction {
        abilities: [Ability::Activate, Ability::Reset].into(),
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        tolerance: Some(Duration::from_millis(10)),
        reservation_timeout: Some(Duration::from_secs(2)),
        fleet_id: Some("fleet-1".into()),
    };
    assert_eq!(introduction, expected);
}

#[tokio::test]
async fn a_request_is_one_line_and_its_answer_finds_it_by_the_id() {
    let (child, _, mut log) = start(
        &format!(
            r#"{HELLO}read -r a; read -r b; echo "$a" >&2; echo '{{"id":2,"refused":{{"status":404,"message":"gone"}}}}'; echo '{{"id":1,"ok":{{"game_session_id":"gs","active":true}}}}'; read -r end"#
        ),
        PATIENCE,
    )
    .await
    .unwrap();
    let create = create();
    let end = Operation::End {
        game_session_id: "gs".to_owned(),
    };
    let (made, refused) = tokio::join!(child.ask(&create), child.ask(&end));
    let Ok(Answer::Ok(made)) = made else {
        panic!("{made:?}")
    };
    let session = made.game_session().unwrap();
    assert_eq!(session.game_session_id.as_deref(), Some("gs"));
    assert_eq!(session.status, Some(GameSessionStatus::Active));
    assert_eq!(
        refused,
        Ok(Answer::Refused {
            status: 404,
            message: Some("gone".to_owned())
        })
    );
    assert_eq!(
        log.recv().await.unwrap(),
        r#"adapter: {"id":1,"create":{"case":"1","maximum":4,"properties":{"mode":"duel"}}}"#
    );
    child.end().await;
}

#[track_caller]
fn tells<T: std::fmt::Debug>(answer: Result<T, AdapterError>, message: &str) {
    let error = answer.unwrap_err();
    assert_eq!(error.to_string(), message);
    assert!(!error.hint().is_empty());
}

#[tokio::test]
async fn what_is_no_answer_is_shown_and_breaks_the_adapter_off() {
    tells(
        asked("read -r a; echo ready", PATIENCE).await,
        r#"read what the adapter answered to create: expected value at line 1 column 1: "ready""#,
    );
    tells(
        asked("read -r a; echo '{\"id\":7,\"ok\":{}}'", PATIENCE).await,
        r#"read what the adapter answered to create: nobody waits for an answer with the id 7: "{\"id\":7,\"ok\":{}}""#,
    );
    tells(
        asked("read -r a; echo '{\"id\":1}'", PATIENCE).await,
        r#"read what the adapter answered to create: it has not exactly one of ok, refused and error: "{\"id\":1}""#,
    );
    tells(
        asked("read -r a; head -c 2000000 /dev/zero", PATIENCE).await,
        "read what the adapter answered to create: its line is longer than 1048576 bytes",
    );
}

#[tokio::test]
async fn trouble_of_an_adapter_concerns_what_was_asked_only() {
    let script = format!(
        r#"{HELLO}read -r a; echo '{{"id":1,"error":"no backend"}}'; read -r b; echo '{{"id":2,"ok":{{}}}}'; read -r end"#
    );
    let (child, ..) = start(&script, PATIENCE).await.unwrap();
    let failed = child.ask(&create()).await;
    assert!(failed.as_ref().unwrap_err().is_passing());
    tells(failed, "carry out create: the adapter says \"no backend\"");
    let reset = Operation::Reset {
        case: "2".to_owned(),
    };
    assert!(matches!(child.ask(&reset).await, Ok(Answer::Ok(_))));
    child.end().await;
}

#[tokio::test]
async fn an_adapter_that_ends_is_shown_with_its_status_and_last_words() {
    tells(
        asked("echo 'no database' >&2; echo bye >&2; exit 3", PATIENCE).await,
        "learn what came of create: the adapter has ended, exit status: 3; it last said: no database / bye",
    );
    tells(
        asked("read -r a; exit 0", PATIENCE).await,
        "learn what came of create: the adapter has ended, exit status: 0, and said nothing on stderr",
    );
    tells(
        start("exit 1", PATIENCE).await,
        "learn what came of hello: the adapter has ended, exit status: 1, and said nothing on stderr",
    );
}

#[tokio::test]
async fn an_adapter_that_does_not_answer_is_given_up_for_good() {
    let (child, ..) = start(&format!("{HELLO}read -r a; read -r b"), IMPATIENCE)
        .await
        .unwrap();
    let message = "learn what came of create: the adapter has not answered within 200ms";
    tells(child.ask(&create()).await, message);
    let reset = Operation::Reset {
        case: "2".to_owned(),
    };
    tells(child.ask(&reset).await, message);
    child.end().await;
    tells(
        start("read -r a; read -r b", IMPATIENCE).await,
        "learn what came of hello: the adapter has not answered within 200ms",
    );
}

#[tokio::test]
async fn an_adapter_that_speaks_otherwise_is_refused() {
    tells(
        start(r#"read -r a; echo '{"hello":{"protocol":2}}'"#, PATIENCE).await,
        "talk to the adapter: it speaks protocol 2, this version speaks 1",
    );
    tells(
        start(
            r#"read -r a; echo '{"hello":{"protocol":1,"capabilities":["advance_clock"]}}'"#,
            PATIENCE,
        )
        .await,
        r#"read what the adapter answered to hello: "advance_clock" is no capability, known are: activate, accept, remove, policy, terminate, end, advance-clock, reset: "{\"hello\":{\"protocol\":1,\"capabilities\":[\"advance_clock\"]}}""#,
    );
    tells(
        start(
            r#"read -r a; echo '{"hello":{"protocol":1,"tolerance":"soon"}}'"#,
            PATIENCE,
        )
        .await,
        r#"read what the adapter answered to hello: tolerance, "soon": expected number at 0: "{\"hello\":{\"protocol\":1,\"tolerance\":\"soon\"}}""#,
    );
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let greeting = Greeting {
        protocol: 1,
        tool: "test",
        run: "run",
        region: "us-east-1",
        endpoint: None,
    };
    for (command, message) in [
        (
            "/nowhere/adapter --port 1",
            "start the adapter \"/nowhere/adapter\": No such file or directory (os error 2)",
        ),
        (
            "sh -c 'read",
            "start the adapter \"sh -c 'read\": it names no program, or a quote is not closed",
        ),
        (
            " ",
            "start the adapter \" \": it names no program, or a quote is not closed",
        ),
    ] {
        let (log, _) = mpsc::unbounded_channel();
        let started = Child::start(command, &greeting, PATIENCE, log).await;
        tells(started.map(|_| ()), message);
    }
}

#[tokio::test]
async fn an_adapter_that_does_not_end_by_itself_is_killed() {
    let (child, ..) = start(
        &format!("{HELLO}while true; do read -r a || true; done"),
        PATIENCE,
    )
    .await
    .unwrap();
    child.end().await;
    assert!(matches!(
        child.ask(&create()).await,
        Err(AdapterError::Ended { .. } | AdapterError::Timeout { .. })
    ));
}

#[tokio::test]
async fn what_an_adapter_says_on_stderr_is_passed_on_within_bounds() {
    let script =
        format!("{HELLO}i=0; while [ $i -lt 1500 ]; do echo line $i >&2; i=$((i+1)); done; exit 1");
    let (child, _, mut log) = start(&script, PATIENCE).await.unwrap();
    tells(
        child.ask(&create()).await,
        "learn what came of create: the adapter has ended, exit status: 1; it last said: line 1495 / line 1496 / line 1497 / line 1498 / line 1499",
    );
    let mut lines = Vec::new();
    while let Some(line) = log.recv().await {
        lines.push(line);
    }
    assert_eq!(lines.len(), 1_000);
    assert_eq!(lines[0], "adapter: line 0");
    assert_eq!(lines[999], "adapter: what it says from here on is left out");
}
