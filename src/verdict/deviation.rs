//! Deviations: violations of one target that its users accept, each with the reason.
//!
//! What is accepted is a clause and a shape, so that a clause that breaks in another way is a
//! violation still.

use toml::value::Date;

use super::Shape;
use crate::spec::id::ClauseId;

/// A violation of one target that its users accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The clause that is violated.
    pub clause: ClauseId,
    /// What the violation looks like, `None` for every violation of the clause.
    pub shape: Option<Shape>,
    /// Why it is accepted.
    pub reason: String,
    /// Where more is said about it, such as the issue that it is tracked by.
    pub link: Option<String>,
    /// The last day on which it is accepted, `None` for no end.
    pub expires: Option<Date>,
}

/// Everything that the users of one target accept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations(pub Vec<Deviation>);

impl Deviations {
    /// Returns the position of the deviation that accepts a violation, `None` where none does.
    ///
    /// One that names the shape goes before one of the whole clause.
    pub fn find(&self, clause: ClauseId, shape: &Shape) -> Option<usize> {
        let of_clause = || {
            self.0
                .iter()
                .enumerate()
                .filter(|(_, one)| one.clause == clause)
        };
        let exact = of_clause().find(|(_, one)| one.shape.as_ref() == Some(shape));
        let whole = || of_clause().find(|(_, one)| one.shape.is_none());
        exact.or_else(whole).map(|(position, _)| position)
    }

    /// Returns whether a violation is accepted.
    pub fn accept(&self, clause: ClauseId, shape: &Shape) -> bool {
        self.find(clause, shape).is_some()
    }

    /// Returns whether nothing is accepted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deviation(clause: &'static str, shape: Option<&str>) -> Deviation {
        Deviation {
            clause: ClauseId::of(clause),
            shape: shape.and_then(Shape::parse),
            reason: "known".to_owned(),
            link: None,
            expires: None,
        }
    }

    #[test]
    fn a_deviation_accepts_its_shape_and_no_other() {
        let data = "DescribePlayerSessions: expected success got wrong PlayerData";
        let missing =
            Shape::parse("DescribePlayerSessions: expected success got missing PlayerData");
        let (shape, missing) = (Shape::parse(data).unwrap(), missing.unwrap());
        let clause = ClauseId::of("CPS-17");
        let one = Deviations(vec![deviation("CPS-17", Some(data))]);
        assert!(one.accept(clause, &shape));
        assert!(!one.accept(clause, &missing));
        assert!(!one.accept(ClauseId::of("CPS-09"), &shape));
        let both = Deviations(vec![
            deviation("CPS-17", None),
            deviation("CPS-17", Some(data)),
        ]);
        assert_eq!(both.find(clause, &shape), Some(1));
        assert_eq!(both.find(clause, &missing), Some(0));
    }
}
