//! What a check writes, as `INSTA_UPDATE`, `CI` and `TF_BUILD` say; they mean what they mean to
//! `insta`.

/// What becomes of a snapshot that is not as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// The recording is replaced.
    InPlace,
    /// The new one is written beside it, for a review.
    Beside,
    /// Nothing is written.
    Nothing,
}

/// What a check writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    seen: Writing,
    unseen: Writing,
}

impl Policy {
    /// Returns what the variables say, `None` for one that is not set; an error names the values
    /// that there are.
    pub fn of(insta_update: Option<&str>, ci: Option<&str>) -> Result<Self, &'static str> {
        let both = |writing| Self {
            seen: writing,
            unseen: writing,
        };
        Ok(match insta_update {
            None | Some("" | "auto") => both(if is_ci(ci) {
                Writing::Nothing
            } else {
                Writing::Beside
            }),
            Some("always" | "1" | "force") => both(Writing::InPlace),
            Some("new") => both(Writing::Beside),
            Some("no") => both(Writing::Nothing),
            Some("unseen") => Self {
                seen: Writing::InPlace,
                unseen: Writing::Beside,
            },
            Some(_) => return Err("auto, always, new, unseen, no, force"),
        })
    }

    /// Returns the policy to write nothing.
    pub fn nothing() -> Self {
        Self {
            seen: Writing::Nothing,
            unseen: Writing::Nothing,
        }
    }

    /// Returns what becomes of a snapshot that was recorded otherwise.
    pub fn seen(self) -> Writing {
        self.seen
    }

    /// Returns what becomes of a snapshot that was never recorded.
    pub fn unseen(self) -> Writing {
        self.unseen
    }
}

fn is_ci(ci: Option<&str>) -> bool {
    !matches!(ci, None | Some("" | "0" | "false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_mean_what_they_mean_to_insta() {
        let check = |insta, ci, seen, unseen| {
            let policy = Policy::of(insta, ci).unwrap();
            assert_eq!(
                (policy.seen(), policy.unseen()),
                (seen, unseen),
                "{insta:?}"
            );
        };
        let (in_place, beside, nothing) = (Writing::InPlace, Writing::Beside, Writing::Nothing);
        check(None, None, beside, beside);
        check(None, Some("false"), beside, beside);
        check(None, Some("true"), nothing, nothing);
        check(Some("auto"), Some("1"), nothing, nothing);
        check(Some("always"), Some("1"), in_place, in_place);
        check(Some("force"), None, in_place, in_place);
        check(Some("new"), Some("1"), beside, beside);
        check(Some("unseen"), None, in_place, beside);
        check(Some("no"), None, nothing, nothing);
        assert!(Policy::of(Some("sometimes"), None).is_err());
    }
}
