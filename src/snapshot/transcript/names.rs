//! The names by which a transcript calls what a target has chosen.

use std::collections::{BTreeMap, BTreeSet};

use super::text::quoted;
use crate::api::document::Document;
use crate::api::player_session::PlayerSession;
use crate::api::reply::Response;
use crate::plan::step::{FleetHandle, GameSessionHandle, PlanStep, Step, Text};

/// What every id that names nothing has in it.
const NIL: &str = "00000000-0000-4000-8000-000000000000";

/// The longest id that there is, in characters (CPS-03).
const ID_MAX: usize = 512;

/// The shortest id that is looked for inside prose.
const ID_MIN: usize = 6;

/// What a case has told so far of the ids and texts in it.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The placeholder of each id.
    known: BTreeMap<String, String>,
    /// The texts that the plan made, as they were sent.
    texts: BTreeSet<String>,
    /// What goes before every text that is the case's own.
    scope: Option<String>,
    region: Option<String>,
    account: Option<String>,
    /// The handle of each game session.
    game_sessions: BTreeMap<String, u32>,
    /// The number of each player session.
    player_sessions: BTreeMap<String, u32>,
    /// The players, in the order in which the plan names them.
    players: Vec<String>,
}

impl Names {
    /// Learns from a request.
    pub(super) fn learn_request(&mut self, step: &PlanStep, request: &Document) {
        let mut texts = BTreeSet::new();
        collect(request, &mut texts);
        let planned = step.step.unbroken();
        if self.scope.is_none() {
            self.scope = scope(planned, &texts);
        }
        if let Document::Map(members) = request {
            self.learn_places(planned, members);
            self.learn_token(planned, members);
            for name in ["PlayerIds", "PlayerId"] {
                if let Some(players) = members.get(name) {
                    self.learn_players(players);
                }
            }
        }
        for text in &texts {
            self.learn_padded(text);
            self.learn_arn(text);
        }
        self.texts.extend(texts);
    }

    /// Learns from a reply.
    pub(super) fn learn_response(&mut self, step: &PlanStep, response: &Response) {
        if let (Step::CreateGameSession(creation), Response::CreateGameSession(Some(session))) =
            (step.step.unbroken(), response)
        {
            let GameSessionHandle(handle) = creation.handle;
            if let Some(id) = &session.game_session_id {
                self.learn_game_session(id, handle);
            }
            if let Some(arn) = &session.fleet_arn {
                let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
                self.account = self.account.take().or(account.map(str::to_owned));
            }
        }
        if let (Step::CreateAlias { handle, .. }, Response::CreateAlias(Some(alias))) =
            (&step.step, response)
        {
            let name = format!("alias-{}", handle.0);
            let arn = alias.alias_arn.clone();
            let id = alias.alias_id.as_ref().map(|id| id.as_str().to_owned());
            self.learn(id, format!("<{name}>"));
            self.learn(arn, format!("<arn-of-{name}>"));
        }
        if matches!(
            response,
            Response::CreatePlayerSessions(_) | Response::CreatePlayerSession(_)
        ) {
            let mut sessions: Vec<&PlayerSession> = response.player_sessions().iter().collect();
            // The order of a reply is the target's.
            sessions.sort_by_key(|one| self.player(one.player_id.as_deref()));
            for session in sessions {
                self.number(session.player_session_id.as_deref());
            }
        }
    }

    /// Numbers a player session that has no number yet.
    pub(super) fn number(&mut self, id: Option<&str>) {
        let Some(id) = id.filter(|id| !self.known.contains_key(*id)) else {
            return;
        };
        let number = u32::try_from(self.player_sessions.len()).unwrap_or(u32::MAX) + 1;
        self.player_sessions.insert(id.to_owned(), number);
        self.known
            .insert(id.to_owned(), format!("<player-session-{number}>"));
    }

    /// Returns the handle of a game session, `None` for one that is not the plan's.
    pub(super) fn game_session(&self, id: &str) -> Option<u32> {
        self.game_sessions.get(id).copied()
    }

    /// Returns whether a list of game sessions has one that is not the plan's.
    pub(super) fn has_others(&self, response: &Document) -> bool {
        let mut texts = BTreeSet::new();
        game_session_ids(response, &mut texts);
        texts.iter().any(|id| !self.game_sessions.contains_key(id))
    }

    /// Returns the number of a player session, the highest for one without.
    pub(super) fn player_session(&self, id: Option<&str>) -> u32 {
        let number = id.and_then(|id| self.player_sessions.get(id));
        number.copied().unwrap_or(u32::MAX)
    }

    /// Returns the place of a player in the plan, the last for one that is not in it.
    pub(super) fn player(&self, id: Option<&str>) -> usize {
        let place = self
            .players
            .iter()
            .position(|known| Some(known.as_str()) == id);
        place.unwrap_or(usize::MAX)
    }

    /// Returns a text that was sent, as it stands in a transcript.
    pub(super) fn sent(&self, text: &str) -> String {
        if let Some(name) = self.known.get(text) {
            return name.clone();
        }
        let arn = self.arn(text, |part| self.own(part));
        arn.unwrap_or_else(|| self.own(text))
    }

    /// Returns a text that a target sent; what the plan did not make is left out.
    pub(super) fn received(&self, text: &str) -> String {
        if let Some(name) = self.known.get(text) {
            return name.clone();
        }
        if self.texts.contains(text) {
            return self.sent(text);
        }
        let arn = self.arn(text, |_| "<text>".to_owned());
        arn.unwrap_or_else(|| "<text>".to_owned())
    }

    /// Returns the prose of a target with its ids named.
    pub(super) fn prose(&self, text: &str) -> String {
        let mut ids: Vec<(&String, &String)> = self.known.iter().collect();
        ids.sort_by_key(|(id, _)| std::cmp::Reverse(id.len()));
        let ids = ids.into_iter().filter(|(id, _)| id.len() >= ID_MIN);
        let named = ids.fold(text.to_owned(), |text, (id, name)| text.replace(id, name));
        let named = match &self.scope {
            Some(scope) => named.replace(scope, ""),
            None => named,
        };
        named.split_whitespace().collect::<Vec<&str>>().join(" ")
    }

    /// Returns a text of the plan without what makes it the case's own.
    fn own(&self, text: &str) -> String {
        if let Some(name) = self.known.get(text) {
            return name.clone();
        }
        match &self.scope {
            Some(scope) => quoted(&text.replace(scope, "")),
            None => quoted(text),
        }
    }

    /// Returns an ARN part by part, `None` for another text.
    fn arn(&self, text: &str, name: impl Fn(&str) -> String) -> Option<String> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service, region, account, resource] = parts.as_slice() else {
            return None;
        };
        let own = |part: &str, own: Option<&String>, word: &str| {
            if part.is_empty() {
                String::new()
            } else if Some(part) == own.map(String::as_str) {
                format!("<{word}>")
            } else {
                format!("<other-{word}>")
            }
        };
        let region = own(region, self.region.as_ref(), "region");
        let account = own(account, self.account.as_ref(), "account");
        let mut resource = resource.split('/');
        let kind = resource.next().unwrap_or_default();
        let rest = resource.map(|part| self.known.get(part).cloned().unwrap_or_else(|| name(part)));
        let resource: Vec<String> = std::iter::once(super::text::identifier(kind).to_owned())
            .chain(rest)
            .collect();
        let resource = resource.join("/");
        Some(format!(
            "arn:{partition}:{service}:{region}:{account}:{resource}"
        ))
    }

    fn learn(&mut self, id: Option<String>, name: String) {
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.known.entry(id).or_insert(name);
        }
    }

    fn learn_game_session(&mut self, id: &str, handle: u32) {
        // A repeated request is answered with the game session that it has made before.
        if self.game_sessions.contains_key(id) {
            return;
        }
        self.game_sessions.insert(id.to_owned(), handle);
        self.learn(Some(id.to_owned()), format!("<game-session-{handle}>"));
        if let Some((_, bare)) = id.rsplit_once('/') {
            self.learn(
                Some(bare.to_owned()),
                format!("<bare-id-of-game-session-{handle}>"),
            );
        }
        let region = id.split(':').nth(3).filter(|region| !region.is_empty());
        self.region = self.region.take().or(region.map(str::to_owned));
    }

    /// Learns fleets and locations from what a step sends.
    fn learn_places(&mut self, step: &Step, members: &BTreeMap<String, Document>) {
        let fleet = if let Step::CreateGameSession(creation) = step {
            creation.place.fleet()
        } else if let Step::DescribeGameSessions(query) = step {
            query.place.fleet()
        } else if let Step::SearchGameSessions(search) = step {
            search.place.fleet()
        } else if let Step::CreateAlias { routing, .. } = step {
            routing.fleet()
        } else {
            None
        };
        let text = |members: &BTreeMap<String, Document>, name: &str| match members.get(name) {
            Some(Document::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let strategy = match members.get("RoutingStrategy") {
            Some(Document::Map(strategy)) => text(strategy, "FleetId"),
            _ => None,
        };
        if let Some(FleetHandle(handle)) = fleet {
            let id = text(members, "FleetId").or(strategy);
            self.learn(id, format!("<fleet-{handle}>"));
        }
        if matches!(step, Step::CreateGameSession(_)) {
            let number = self
                .known
                .values()
                .filter(|name| name.starts_with("<location-"));
            let number = number.count() + 1;
            self.learn(text(members, "Location"), format!("<location-{number}>"));
        }
    }

    /// Learns the token whose length is what matters: how much of it is the scope differs.
    fn learn_token(&mut self, step: &Step, members: &BTreeMap<String, Document>) {
        if let Step::CreateGameSession(creation) = step
            && let Some(token @ Text::Repeated { .. }) = &creation.token
            && let Some(Document::Text(sent)) = members.get("IdempotencyToken")
        {
            self.learn(Some(sent.clone()), token.render(""));
        }
    }

    /// Learns an id that was made too long: how much of it is padding hangs on the target's ids.
    fn learn_padded(&mut self, text: &str) {
        let count = text.chars().count();
        if count > ID_MAX && text.contains(NIL) {
            self.learn(Some(text.to_owned()), format!("<id of {count} characters>"));
        }
    }

    fn learn_players(&mut self, players: &Document) {
        let items = if let Document::List(items) = players {
            items.as_slice()
        } else {
            std::slice::from_ref(players)
        };
        for item in items {
            if let Document::Text(player) = item
                && !self.players.contains(player)
            {
                self.players.push(player.clone());
            }
        }
    }

    /// Learns where a plan is from an id that it made up before it has any other.
    fn learn_arn(&mut self, text: &str) {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", _, _, region, _, resource] = parts.as_slice() else {
            return;
        };
        if !resource.starts_with("gamesession/") || self.region.is_some() {
            return;
        }
        self.region = Some((*region).to_owned());
        let parts: Vec<&str> = resource.split('/').collect();
        if let ["gamesession", fleet, rest @ ..] = parts.as_slice() {
            let is_known = fleet.contains(NIL);
            self.learn(
                (!is_known).then(|| (*fleet).to_owned()),
                "<fleet-1>".to_owned(),
            );
            if let [location, _] = rest {
                self.learn(Some((*location).to_owned()), "<location-1>".to_owned());
            }
        }
    }
}

/// Returns what goes before the case's own texts, found by a step that sends one.
fn scope(step: &Step, sent: &BTreeSet<String>) -> Option<String> {
    let own = own_texts(step);
    own.iter().find_map(|own| {
        let mut sent = sent.iter();
        sent.find_map(|text| text.strip_suffix(own.as_str()))
            .filter(|scope| scope.ends_with('-'))
            .map(str::to_owned)
    })
}

/// Returns the texts of a step that get the case's scope.
fn own_texts(step: &Step) -> Vec<String> {
    let mut texts: Vec<Text> = Vec::new();
    if let Some((_, players)) = step.call() {
        texts.extend(players.iter().cloned());
    } else if let Step::CreateGameSession(creation) = step {
        texts.extend(creation.name.iter().chain(&creation.token).cloned());
    } else if let Step::UpdateGameSession { changes, .. } = step {
        texts.extend(changes.name.iter().cloned());
    } else if let Step::DescribePlayerSessions(query) = step {
        texts.extend(query.player.iter().cloned());
    } else if let Step::CreateAlias { handle, .. } = step {
        texts.push(Text::Scoped(format!("alias-{}", handle.0)));
    }
    let scoped = texts.into_iter().filter_map(|text| match text {
        Text::Scoped(text) if !text.is_empty() => Some(text),
        Text::Scoped(_) | Text::Exact(_) | Text::Repeated { .. } => None,
    });
    scoped.collect()
}

fn game_session_ids(document: &Document, ids: &mut BTreeSet<String>) {
    if let Document::List(items) = document {
        for item in items {
            game_session_ids(item, ids);
        }
    } else if let Document::Map(members) = document {
        for (name, value) in members {
            if let ("GameSessionId", Document::Text(id)) = (name.as_str(), value) {
                ids.insert(id.clone());
            }
            game_session_ids(value, ids);
        }
    }
}

fn collect(document: &Document, texts: &mut BTreeSet<String>) {
    match document {
        Document::Text(text) => {
            texts.insert(text.clone());
        }
        Document::List(items) => items.iter().for_each(|item| collect(item, texts)),
        Document::Map(members) => {
            for (name, value) in members {
                texts.insert(name.clone());
                collect(value, texts);
            }
        }
        Document::Null
        | Document::Bool(_)
        | Document::Integer(_)
        | Document::Float(_)
        | Document::Timestamp(_)
        | Document::Foreign(_) => {}
    }
}

#[cfg(test)]
mod tests;
