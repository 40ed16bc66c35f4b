//! Who watches a run.

use crate::check::case::CaseJudgement;
use crate::findings::regression::{Fate, Regression};
use crate::findings::{CaseRecord, GroupKey};
use crate::plan::generate::NumberedPlan;

/// Watches a run; called from several tasks at a time.
pub trait Observer: Send + Sync {
    /// A case has ended and been judged.
    fn case_ended(&self, plan: &NumberedPlan, case: &CaseRecord, judgement: &CaseJudgement);

    /// A case has broken off; what it had done until then is judged all the same.
    fn case_broke_off(&self, plan: &NumberedPlan, reason: &str);

    /// A regression has been carried out and judged; most have nothing to do with it.
    fn regression_ended(&self, _regression: &Regression, _fate: &Fate) {}

    /// The search for the smallest plan of a group begins.
    fn shrinking_begun(&self, key: &GroupKey);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    fn case_ended(&self, _: &NumberedPlan, _: &CaseRecord, _: &CaseJudgement) {}

    fn case_broke_off(&self, _: &NumberedPlan, _: &str) {}

    fn shrinking_begun(&self, _: &GroupKey) {}
}
