//! Turns to send: a case that waits for time to pass gives its turn to another.

use tokio::sync::{Semaphore, SemaphorePermit};

/// The turn of one case.
#[derive(Debug)]
pub struct Turn<'a> {
    turns: &'a Semaphore,
    permit: Option<SemaphorePermit<'a>>,
}

impl<'a> Turn<'a> {
    /// Waits for a turn.
    pub async fn take(turns: &'a Semaphore) -> Self {
        let mut turn = Self {
            turns,
            permit: None,
        };
        turn.retake().await;
        turn
    }

    /// Lets another case have the turn.
    pub fn give_up(&mut self) {
        self.permit = None;
    }

    /// Waits for a turn again.
    pub async fn retake(&mut self) {
        if self.permit.is_none() {
            // Nobody closes the semaphore.
            self.permit = self.turns.acquire().await.ok();
        }
    }
}
