//! Mail that goes nowhere: kept in memory, with failures on demand, for tests and for trying things out.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Envelope, Outcome, Phase};

/// One message that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// As it was given.
    pub envelope: Envelope,
    /// The frozen bytes.
    pub mime: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<Sent>,
    outcomes: VecDeque<Outcome>,
}

/// A tray that all its clones share.
#[derive(Clone, Debug, Default)]
pub struct MemoryMail(Arc<Mutex<State>>);

impl MemoryMail {
    /// Makes the next hand-over that has no outcome waiting come out like this. An uncertain one keeps the
    /// message, as a server would that took it and died.
    pub fn push_outcome(&self, outcome: Outcome) {
        self.state().outcomes.push_back(outcome);
    }

    /// Everything handed over so far, in order.
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// Takes everything handed over so far out of the tray.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    /// Keeps the message, or fails as it was told to.
    pub async fn deliver(
        &self,
        envelope: &Envelope,
        mime: &[u8],
        before_dot: impl Future<Output = anyhow::Result<()>> + Send,
    ) -> Outcome {
        let told = self.state().outcomes.pop_front();
        let outcome = told.unwrap_or_else(|| Outcome::Delivered { reply: "250 kept in memory".into() });
        if outcome.phase() < Phase::Dot {
            return outcome;
        }
        if let Err(error) = before_dot.await {
            return Outcome::retry(Phase::Data, format!("{error:#}"));
        }
        if matches!(outcome, Outcome::Delivered { .. } | Outcome::Uncertain { .. }) {
            self.state().sent.push(Sent { envelope: envelope.clone(), mime: mime.to_vec() });
        }
        outcome
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    fn envelope() -> Envelope {
        Envelope { from: None, to: "a@hiephoa.example".parse().unwrap() }
    }

    #[tokio::test]
    async fn keeps_what_it_is_given_in_order() {
        let mail = MemoryMail::default();
        for text in ["một", "hai"] {
            let outcome = mail.clone().deliver(&envelope(), text.as_bytes(), async { Ok(()) }).await;
            assert!(matches!(outcome, Outcome::Delivered { .. }));
        }
        let texts: Vec<_> =
            mail.take().into_iter().map(|sent| String::from_utf8(sent.mime).unwrap()).collect();
        assert_eq!(texts, ["một", "hai"]);
        assert!(mail.sent().is_empty());
    }

    #[tokio::test]
    async fn fails_once_as_told_and_only_reaches_the_dot_when_the_failure_lies_behind_it() {
        let mail = MemoryMail::default();
        let early = Outcome::retry(Phase::Rcpt, "451 later");
        mail.push_outcome(early.clone());
        let never = async { unreachable!("a failure before the dot does not commit it") };
        assert_eq!(mail.deliver(&envelope(), b"x", never).await, early);
        let late = Outcome::Uncertain { reason: "time-out".into() };
        mail.push_outcome(late.clone());
        assert_eq!(mail.deliver(&envelope(), b"x", async { Ok(()) }).await, late);
        assert_eq!(mail.sent().len(), 1);
    }

    #[tokio::test]
    async fn nothing_leaves_when_the_dot_could_not_be_committed() {
        let mail = MemoryMail::default();
        let outcome = mail.deliver(&envelope(), b"x", async { bail!("no database") }).await;
        assert_eq!(outcome, Outcome::retry(Phase::Data, "no database"));
        assert!(mail.sent().is_empty());
    }
}
